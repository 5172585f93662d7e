"""Our own engines: `local:motion` plans a living clip, `render_here` draws, composes and encodes.

A clip of ours is a plan, not footage, and so is a piece of music: a small JSON file that says everything, from which
the renderer draws frames and hears sound while it renders. The same plan gives the same pixels and samples.
"""

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from sajangpick.engine import (
    Clip,
    ClipRequest,
    Finished,
    Pending,
    Profile,
    RenderRequest,
    Ticket,
    Video,
    Watch,
)
from sajangpick.errors import BadInput, Unavailable
from sajangpick.media.decode import VideoReader, read_samples
from sajangpick.media.frame import F32, Frame
from sajangpick.media.probe import probe
from sajangpick.media.still import read_photo, read_still
from sajangpick.memory import give_back
from sajangpick.motion import LONGEST_PHOTO_PX, Aim, Camera, LivingClip, animate
from sajangpick.music import MOODS, compose, fit_music, playable
from sajangpick.profiles import profile_of
from sajangpick.renderer import FileWorld, Moving, Sounding, render
from sajangpick.renderer.files import InMemory
from sajangpick.renderer.geometry import Size

PlanT = TypeVar("PlanT", bound=BaseModel)

MOTION = profile_of("local:motion")
RENDERER = profile_of("local:renderer")

CLIP_SUFFIX, MUSIC_SUFFIX = ".clip.json", ".music.json"


class ClipPlan(BaseModel):
    """Everything that a living clip depends on; `photo` is a path, or the name of a file beside the plan."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    photo: str
    seconds: float
    width: int
    height: int
    frame_rate: int
    seed: int
    camera: Camera
    steam: float
    aim: tuple[float, float, float] | None


class MusicPlan(BaseModel):
    """Music to compose in a mood, or an owner's `file` to fit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float
    bpm: float
    seed: int
    mood: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class LocalMotion:
    """Plans a clip; it costs nothing and is done at once. Its ticket is the plan's path."""

    profile: Profile = MOTION

    async def submit(self, request: ClipRequest, *, key: str) -> Ticket:  # noqa: ARG002 (the same plan whatever the key)
        """Write the plan. Raises BadInput for a camera that does not exist."""
        path = request.folder / f"clip{CLIP_SUFFIX}"
        plan = ClipPlan(
            photo=_photo_of(request),
            seconds=request.seconds,
            width=request.size[0],
            height=request.size[1],
            frame_rate=request.frame_rate,
            seed=request.seed,
            camera=_camera(request.camera),
            steam=request.steam,
            aim=request.aim,
        )
        await asyncio.to_thread(path.write_text, plan.model_dump_json(), encoding="utf-8")
        return Ticket(self.profile.id, str(path))

    async def poll(self, ticket: Ticket) -> Pending | Finished[Clip]:
        """The clip. Raises Unavailable if its plan is gone, or lies on another machine."""
        path = Path(ticket.id)
        if not path.is_file():
            raise Unavailable("This plan is gone.", hint="Submit it again: planning costs nothing.")
        return Finished(Clip(path))

    async def cancel(self, ticket: Ticket) -> None:
        """Forget the plan."""
        Path(ticket.id).unlink(missing_ok=True)


def render_here(request: RenderRequest, *, watch: Watch | None = None) -> Video:
    """Render in this thread; `watch` hears of each frame, and stops the render by raising: nothing is left then."""

    def heard(done: int, total: int) -> None:
        if watch:
            watch(Pending(done, total))

    give_back()
    with local_world(request.sources) as world:
        rendered = render(dict(request.script), request.target, world=world, on_progress=heard)
    return Video(rendered.path, rendered.warnings)


def plan_music(wanted: str, mood: str, *, seconds: float, bpm: float, seed: int, folder: Path) -> Path | None:
    """The music of a short as a plan in `folder`: `wanted` is a mood, a sound file, "auto" (`mood`) or "none".

    Raises BadInput for what is neither.
    """
    if wanted == "none":
        return None
    plan = MusicPlan(seconds=seconds, bpm=bpm, seed=seed, mood=mood)
    if wanted in MOODS:
        plan = plan.model_copy(update={"mood": wanted})
    elif wanted != "auto":
        file = Path(wanted)
        if not file.is_file():
            raise BadInput(
                f"There is no music '{wanted}'.", hint=f"Choose auto, none, {', '.join(MOODS)}, or name a sound file."
            )
        if not probe(file).has_sound:
            raise BadInput(f"{file.name} has no sound.", hint="Choose an MP3, M4A, WAV, FLAC or OGG file.")
        plan = plan.model_copy(update={"mood": "", "file": str(file.resolve())})
    path = folder / f"bgm{MUSIC_SUFFIX}"
    path.write_text(plan.model_dump_json(), encoding="utf-8")
    return path


def local_world(sources: Mapping[str, Path]) -> FileWorld:
    """A World in which each name is a file: a plan of ours, a picture, a video or a sound."""
    return FileWorld(sources={name: _open(path) for name, path in sources.items()})


def _open(path: Path) -> InMemory:
    if path.name.endswith(CLIP_SUFFIX):
        plan = _parsed(ClipPlan, path.read_text(encoding="utf-8"))
        placed = plan.model_copy(update={"photo": str((path.parent / plan.photo).resolve())})
        return _moving(_living_clip(placed.model_dump_json()))
    if path.name.endswith(MUSIC_SUFFIX):
        plan = path.read_text(encoding="utf-8")
        return Sounding(Fraction(str(_parsed(MusicPlan, plan).seconds)), lambda: _music(plan))
    found = probe(path)
    match found.kind:
        case "still":
            return read_still(path)
        case "sound":
            return read_samples(path)
        case "moving":
            reader = VideoReader(path)
            return Moving(Size(*reader.size), found.duration or Fraction(0), reader.frame, found.frame_rate)


def _photo_of(request: ClipRequest) -> str:
    """A photo beside the plan by its name, so that both can go to another place together."""
    photo = request.photo.resolve()
    return photo.name if photo.parent == request.folder.resolve() else str(photo)


def _moving(clip: LivingClip) -> Moving:
    rate = Fraction(clip.fps)

    def frame(at: Fraction) -> Frame:
        return clip.frame(min(clip.count - 1, math.floor(at * rate)))

    return Moving(Size(*clip.size), clip.count / rate, frame, rate)


# One clip and its frames take most of the memory of a short; layout, render and cover use the same.
@lru_cache(maxsize=1)
def _living_clip(plan_json: str) -> LivingClip:
    plan = _parsed(ClipPlan, plan_json)
    return animate(
        read_photo(plan.photo, longest=LONGEST_PHOTO_PX),
        seconds=plan.seconds,
        size=(plan.width, plan.height),
        fps=plan.frame_rate,
        seed=plan.seed,
        camera=plan.camera,
        steam=plan.steam,
        aim=None if plan.aim is None else Aim(*plan.aim),
    )


@lru_cache(maxsize=1)
def _music(plan_json: str) -> F32:
    plan = _parsed(MusicPlan, plan_json)
    if plan.file:
        return fit_music(read_samples(plan.file), seconds=plan.seconds)
    samples = compose(plan.mood, seconds=plan.seconds, seed=plan.seed, bpm=playable(plan.bpm)).samples
    give_back()
    return samples


def _parsed(model: type[PlanT], text: str) -> PlanT:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        raise BadInput(f"This is no {model.__name__}: {error.error_count()} values are wrong.") from error


def _camera(name: str) -> Camera:
    try:
        return Camera(name)
    except ValueError as error:
        raise BadInput(f"There is no camera move '{name}'.", hint=f"Choose one of {', '.join(Camera)}.") from error
