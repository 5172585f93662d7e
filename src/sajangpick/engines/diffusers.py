"""diffusers: a picture from words, by a model that lies on this machine; nothing is fetched, and nothing leaves.

It is an extra, because PyTorch weighs more than all the rest. A model is loaded for the first picture and let go after
a while without one. It draws one picture at a time, of the area that it was trained for, in the shape that is asked.
"""

import asyncio
import gc
import inspect
import math
import threading
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sajangpick.engine import Finished, Pending, Picture, PictureRequest, Profile, Ticket
from sajangpick.errors import EngineError, Misconfigured, Refused, Unavailable
from sajangpick.media.still import write_still
from sajangpick.memory import give_back

if TYPE_CHECKING:
    from diffusers import DiffusionPipeline

    from sajangpick.settings import Settings

PICTURE = "diffusers.png"
INSTALL = "pip install 'sajangpick[diffusers]'"
# Of Stable Diffusion XL and what came after; smaller models say so.
SIDE_PX = 1024
# Pixels for each point of a latent picture, in all but a few models; those say so.
_PIXELS_PER_POINT = 8
# Transformers take latent points in patches of two by two, and the others do not mind.
_POINTS_PER_PATCH = 2
# Pipelines refuse sides that are no multiples of 8 or 16, whatever their points.
_STEP_PX = 16
_SEED_LIMIT = 2**63


@dataclass(frozen=True, slots=True)
class Diffusers:
    """The model of the operator's. Its ticket is the name of the picture's file."""

    profile: Profile
    easel: "Easel"

    async def submit(self, request: PictureRequest, *, key: str) -> Ticket:  # noqa: ARG002 (the same picture whatever the key)
        """Draw the picture and keep it. It is given up at its next step if we are cancelled meanwhile."""
        stop = threading.Event()
        try:
            path = await asyncio.to_thread(self.easel.draw, request, stop)
        except asyncio.CancelledError:
            stop.set()
            raise
        return Ticket(self.profile.id, path.name, request.folder)

    async def poll(self, ticket: Ticket) -> Pending | Finished[Picture]:
        """The picture. Raises Unavailable if it is gone, or lies on another machine."""
        path = ticket.folder / ticket.id
        if not path.is_file():
            raise Unavailable("This picture of diffusers is gone.", hint="Submit it again: drawing costs nothing.")
        return Finished(Picture(path))

    async def cancel(self, ticket: Ticket) -> None:
        """Throw the picture away: whoever has a ticket has it drawn already."""
        (ticket.folder / ticket.id).unlink(missing_ok=True)


class Easel:
    """Where one picture is drawn at a time; the model stays for `idle_seconds` after the last.

    `steps` is how often a picture is refined; None: as often as the model's pipeline says.
    """

    def __init__(self, model: str, *, device: str = "", steps: int | None = None, idle_seconds: float = 0.0) -> None:
        self.model, self.device, self.steps, self.idle_seconds = model, device, steps, idle_seconds
        self._turn = threading.Lock()
        self._pipeline: DiffusionPipeline | None = None
        self._clearing: threading.Timer | None = None

    @property
    def is_loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._pipeline is not None

    def draw(self, request: PictureRequest, stop: threading.Event) -> Path:
        """Draw, as soon as it is our turn. Raises Unavailable once `stop` is set, and whatever made it fail."""
        with self._turn:
            if self._clearing is not None:
                self._clearing.cancel()
            try:
                return self._drawn(request, stop)
            finally:
                self._clear_later()

    def clear(self) -> None:
        """Let the model go and give its memory back, once nothing is drawn."""
        with self._turn:
            self._cleared()

    def _drawn(self, request: PictureRequest, stop: threading.Event) -> Path:
        import torch

        try:
            _go_on(stop)
            if self._pipeline is None:
                self._pipeline = _loaded(self.model, self.device or _best_device())
            return _pictured(self._pipeline, request, self.steps, stop)
        except EngineError:
            raise
        except torch.OutOfMemoryError as error:
            said = _line(error)
        except Exception as error:
            raise Unavailable(f"diffusers could not draw: {type(error).__name__}.", hint=_line(error)) from error
        # Only now: an error that is being handled holds on to all that it went through.
        self._cleared()
        raise Unavailable("This machine has too little memory for the model.", hint=said)

    def _clear_later(self) -> None:
        if self.idle_seconds <= 0:
            self._cleared()
            return
        self._clearing = threading.Timer(self.idle_seconds, self.clear)
        # A process that ends does not wait for it.
        self._clearing.daemon = True
        self._clearing.start()

    def _cleared(self) -> None:
        import torch

        self._pipeline = None
        # Parts of a pipeline know each other, so they are not gone with the last that knows of it.
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        give_back()


def open_diffusers(profile: Profile, settings: "Settings") -> Diffusers:
    """The engine behind a profile. Raises Misconfigured without a model, and without the extra."""
    if not settings.diffusers_model:
        raise Misconfigured("diffusers has no model.", hint="Set SAJANGPICK_DIFFUSERS_MODEL.")
    if missing := [name for name in ("torch", "diffusers", "transformers") if find_spec(name) is None]:
        raise Misconfigured(f"{missing[0]} is not installed, which diffusers needs.", hint=INSTALL)
    easel = _easel(
        settings.diffusers_model,
        settings.diffusers_device or "",
        settings.diffusers_steps,
        settings.diffusers_idle_seconds,
    )
    return Diffusers(profile, easel)


def fitted(asked: tuple[int, int], *, side: int, step: int) -> tuple[int, int]:
    """Width and height of the shape that is asked and the area of a square of `side` px, in multiples of `step` px."""
    scale = side / math.sqrt(asked[0] * asked[1])
    width, height = (max(step, step * round(length * scale / step)) for length in asked)
    return width, height


# Two models in memory are one too many: whoever opens the engine again gets the same.
@lru_cache(maxsize=1)
def _easel(model: str, device: str, steps: int | None, idle_seconds: float) -> Easel:
    return Easel(model, device=device, steps=steps, idle_seconds=idle_seconds)


def _best_device() -> str:
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _loaded(model: str, device: str) -> "DiffusionPipeline":
    """The pipeline of a folder, or of an id whose files lie in this machine's cache of models."""
    import diffusers
    import torch
    import transformers

    # They are drawn over the lines of a log.
    diffusers.utils.logging.disable_progress_bar()
    transformers.utils.logging.disable_progress_bar()
    folder = Path(model).expanduser()
    name = str(folder) if folder.exists() else model
    if device == "cpu":
        dtype = torch.float32
    else:
        # The range of single precision at half its size, where the card knows it.
        wide = device.startswith("cuda") and torch.cuda.is_bf16_supported()
        dtype = torch.bfloat16 if wide else torch.float16
    try:
        try:
            pipeline = diffusers.AutoPipelineForText2Image.from_pretrained(name, dtype=dtype, local_files_only=True)
        except ValueError:
            # Its list of pipelines leaves out those that have but one task.
            pipeline = diffusers.DiffusionPipeline.from_pretrained(name, dtype=dtype, local_files_only=True)
        pipeline = pipeline.to(device)
    except torch.OutOfMemoryError:
        raise
    except ImportError as error:
        raise Misconfigured("This model needs more than is installed.", hint=f"{INSTALL}. {_line(error)}") from None
    except Exception as error:
        raise Misconfigured(
            f"The model '{folder.name}' of diffusers cannot be loaded: {type(error).__name__}.",
            hint=f"It must be a folder, or lie in this machine's cache of models: nothing is fetched. {_line(error)}",
        ) from None
    if not {"prompt", "width", "height"} <= _takes(pipeline):
        raise Misconfigured(
            f"The model '{folder.name}' of diffusers makes no pictures from words.",
            hint="Set SAJANGPICK_DIFFUSERS_MODEL to one that does.",
        )
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def _pictured(pipeline: "DiffusionPipeline", request: PictureRequest, steps: int | None, stop: threading.Event) -> Path:
    import torch

    takes = _takes(pipeline)
    points_px = int(getattr(pipeline, "vae_scale_factor", _PIXELS_PER_POINT))
    side = _points(pipeline) * points_px or SIDE_PX
    width, height = fitted(request.size, side=side, step=math.lcm(_STEP_PX, points_px * _POINTS_PER_PATCH))

    def stepped(_pipeline: object, _step: int, _time: object, kept: dict[str, object]) -> dict[str, object]:
        _go_on(stop)
        return kept

    options: dict[str, object] = {
        "prompt": request.prompt,
        "width": width,
        "height": height,
        # Noise of the processor's is the same on every machine.
        "generator": torch.Generator("cpu").manual_seed(request.seed % _SEED_LIMIT),
        "output_type": "np",
    }
    if request.negative and "negative_prompt" in takes:
        options["negative_prompt"] = request.negative
    if "callback_on_step_end" in takes:
        options["callback_on_step_end"] = stepped
    if steps is not None:
        options["num_inference_steps"] = steps
    made = pipeline(**options)
    if any(getattr(made, "nsfw_content_detected", None) or ()):
        raise Refused("만들어진 그림이 모델의 안전 기준에 맞지 않아 버렸어요. 다른 글로 해 주세요.")
    pixels = np.asarray(made.images[0], np.float32)
    if not np.isfinite(pixels).all():
        raise Unavailable("The model drew nothing that is a colour.", hint="It does not bear half precision.")
    path = request.folder / PICTURE
    path.parent.mkdir(parents=True, exist_ok=True)
    write_still(np.ascontiguousarray((pixels[..., ::-1] * 255).round().astype(np.uint8)), path)
    return path


def _points(pipeline: "DiffusionPipeline") -> int:
    """The side of the square that it was trained for, in latent points; 0 if it does not say."""
    parts = [getattr(getattr(pipeline, name, None), "config", None) for name in ("unet", "transformer")]
    sizes = [getattr(pipeline, "default_sample_size", None), *(getattr(part, "sample_size", None) for part in parts)]
    return next((size for size in sizes if isinstance(size, int)), 0)


def _takes(pipeline: "DiffusionPipeline") -> set[str]:
    return set(inspect.signature(type(pipeline).__call__).parameters)


def _go_on(stop: threading.Event) -> None:
    if stop.is_set():
        raise Unavailable("Nobody waits for this picture any more.")


def _line(error: Exception) -> str:
    """What an error says, in one line that fits a log."""
    return " ".join(str(error).split())[:300]
