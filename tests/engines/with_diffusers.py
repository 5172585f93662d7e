"""Real pipelines of diffusers, tiny and with random weights, made on the spot: `make diffusers` runs this.

It stands outside the usual run because it needs PyTorch, which weighs more than everything else together.
"""

import asyncio
import json
import threading
import time
import weakref
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import pytest
import torch
import transformers

from sajangpick.engine import Finished, Picture, PictureRequest, make
from sajangpick.engines import diffusers as ours
from sajangpick.engines import open_engine
from sajangpick.engines.diffusers import Diffusers, Easel
from sajangpick.errors import Misconfigured, Refused, Unavailable
from sajangpick.media.probe import probe
from sajangpick.media.still import read_still
from sajangpick.settings import Settings

pytestmark = pytest.mark.anyio

# With so little to compute, threads would only wait for each other.
torch.set_num_threads(1)

# Of latent points, each of eight pixels: the tiny models are trained for 128 by 128 pixels.
SAMPLE = 16
WORDS = ["<|startoftext|>", "<|endoftext|>", *(f"{letter}{end}" for letter in "abcdefghij" for end in ("", "</w>"))]


def text_parts(folder: Path) -> dict[str, Any]:
    """An encoder of words, and a tokenizer that knows ten letters."""
    folder.mkdir(exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps({word: index for index, word in enumerate(WORDS)}), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    config = transformers.CLIPTextConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=16,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=1,
        projection_dim=16,
    )
    tokenizer = transformers.CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=16)
    return {"text_encoder": transformers.CLIPTextModel(config), "tokenizer": tokenizer}


def stable_diffusion(folder: Path, **parts: Any) -> Any:
    """A whole Stable Diffusion, of some thousand weights."""
    torch.manual_seed(0)
    unet = diffusers.UNet2DConditionModel(
        sample_size=SAMPLE,
        block_out_channels=(8, 16),
        layers_per_block=1,
        norm_num_groups=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=16,
        attention_head_dim=4,
    )
    vae = diffusers.AutoencoderKL(
        block_out_channels=(4, 4, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        norm_num_groups=4,
        latent_channels=4,
    )
    chosen = {"safety_checker": None, "feature_extractor": None, **parts}
    return diffusers.StableDiffusionPipeline(
        unet=unet,
        vae=vae,
        scheduler=diffusers.DDIMScheduler(steps_offset=1, clip_sample=False),
        requires_safety_checker=chosen["safety_checker"] is not None,
        **text_parts(folder),
        **chosen,
    )


def stable_diffusion_xl(folder: Path) -> Any:
    """The same of Stable Diffusion XL: it reads its words twice, and is told of the size it shall draw."""
    first, second = text_parts(folder / "first"), text_parts(folder / "second")
    plain = stable_diffusion(folder / "plain")
    unet = diffusers.UNet2DConditionModel(
        **{
            **plain.unet.config,
            "cross_attention_dim": 32,
            "addition_embed_type": "text_time",
            "addition_time_embed_dim": 8,
            # The summary of the words, and six numbers of sizes.
            "projection_class_embeddings_input_dim": 16 + 6 * 8,
        }
    )
    summary = transformers.CLIPTextModelWithProjection(second["text_encoder"].config)
    return diffusers.StableDiffusionXLPipeline(
        vae=plain.vae,
        unet=unet,
        scheduler=plain.scheduler,
        **first,
        text_encoder_2=summary,
        tokenizer_2=second["tokenizer"],
        add_watermarker=False,
    )


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    stable_diffusion(folder / "words").save_pretrained(folder / "sd")
    return folder / "sd"


@pytest.fixture(autouse=True)
def _forget() -> Generator[None]:
    yield
    ours._easel.cache_clear()


def opened(model: Path | str, **options: Any) -> Diffusers:
    settings = Settings(
        _env_file=None, diffusers_model=str(model), diffusers_device="cpu", diffusers_steps=2, **options
    )
    engine = open_engine("diffusers:pipeline", settings)
    assert isinstance(engine, Diffusers)
    return engine


def request(folder: Path, prompt: str = "a bad egg", **options: Any) -> PictureRequest:
    return PictureRequest(prompt, (1080, 1920), folder, **{"seed": 7, **options})


async def drawn(engine: Diffusers, folder: Path, **options: Any) -> np.ndarray[Any, Any]:
    made = await make(engine, request(folder, **options), key="k")
    return read_still(made.path)


async def test_words_become_a_picture(model: Path, tmp_path: Path) -> None:
    engine = opened(model)
    ticket = await engine.submit(request(tmp_path), key="k")
    done = await engine.poll(ticket)
    assert done == Finished(Picture(tmp_path / "diffusers.png"))
    facts = probe(tmp_path / "diffusers.png")
    assert facts.kind == "still"
    # The area of 128 by 128 in the shape of 9:16, in sixteens.
    assert facts.size == (96, 176)
    await engine.cancel(ticket)
    with pytest.raises(Unavailable, match="gone"):
        await engine.poll(ticket)


async def test_the_same_seed_is_the_same_picture(model: Path, tmp_path: Path) -> None:
    engine = opened(model)
    first, again, other, far = [await drawn(engine, tmp_path, seed=seed) for seed in (7, 7, 8, 2**64 + 7)]
    assert (first == again).all()
    assert (first != other).any()
    assert (first == far).all()


async def test_words_and_what_is_not_wanted_count(model: Path, tmp_path: Path) -> None:
    engine = opened(model)
    first = await drawn(engine, tmp_path)
    assert (first != await drawn(engine, tmp_path, prompt="a fig")).any()
    assert (first != await drawn(engine, tmp_path, negative="fig")).any()


async def test_it_is_what_the_model_itself_draws(model: Path, tmp_path: Path) -> None:
    itself = diffusers.StableDiffusionPipeline.from_pretrained(model)
    seeded = torch.Generator("cpu").manual_seed(7)
    options = {"width": 96, "height": 176, "num_inference_steps": 2, "generator": seeded, "output_type": "np"}
    expected = np.asarray(itself("a bad egg", **options).images[0])
    assert (await drawn(opened(model), tmp_path))[..., 2::-1].astype(int) == pytest.approx(expected * 255, abs=1)


async def test_a_model_stays_for_a_while_and_is_let_go(model: Path, tmp_path: Path) -> None:
    engine = opened(model, diffusers_idle_seconds=600)
    assert not engine.easel.is_loaded
    await drawn(engine, tmp_path)
    assert engine.easel.is_loaded
    assert opened(model, diffusers_idle_seconds=600).easel is engine.easel
    weights = weakref.ref(engine.easel._pipeline.unet)  # type: ignore[union-attr]
    engine.easel.clear()
    assert not engine.easel.is_loaded
    assert weights() is None
    await drawn(engine, tmp_path)
    assert engine.easel.is_loaded


async def test_a_model_is_let_go_at_once_or_when_its_time_is_up(model: Path, tmp_path: Path) -> None:
    engine = opened(model, diffusers_idle_seconds=0)
    await drawn(engine, tmp_path)
    assert not engine.easel.is_loaded
    engine = opened(model, diffusers_idle_seconds=0.01)
    await drawn(engine, tmp_path)
    assert await within(20, lambda: not engine.easel.is_loaded)


async def within(seconds: float, happened: Callable[[], bool]) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and not happened():
        await asyncio.sleep(0.01)
    return happened()


async def test_one_picture_is_drawn_at_a_time(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most = 0, 0
    pictured = ours._pictured

    def counted(*given: Any) -> Path:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        time.sleep(0.05)
        path = pictured(*given)
        at_once -= 1
        return path

    monkeypatch.setattr(ours, "_pictured", counted)
    engine = opened(model)
    await asyncio.gather(*(drawn(engine, tmp_path / str(each), seed=each) for each in range(3)))
    assert most == 1


async def test_a_picture_that_nobody_waits_for_is_given_up(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps, going = 0, threading.Event()
    go_on = ours._go_on

    def counted(stop: threading.Event) -> None:
        nonlocal steps
        steps += 1
        # The first is before the model is loaded.
        if steps == 2:
            going.set()
            stop.wait(20)
        go_on(stop)

    monkeypatch.setattr(ours, "_go_on", counted)
    engine = opened(model)
    task = asyncio.ensure_future(engine.submit(request(tmp_path), key="k"))
    await asyncio.to_thread(going.wait, 20)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    engine.easel.clear()
    assert steps == 2
    assert list(tmp_path.iterdir()) == []


def safety_parts(*, strict: bool) -> dict[str, Any]:
    """The model's own judge of what may be shown, which finds everything unfit, or nothing."""
    from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker

    config = transformers.CLIPConfig(
        text_config={"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2},
        vision_config={
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "image_size": 32,
            "patch_size": 16,
        },
        projection_dim=16,
    )
    checker = StableDiffusionSafetyChecker(config)
    checker.concept_embeds_weights.data.fill_(-2.0 if strict else 2.0)
    checker.special_care_embeds_weights.data.fill_(2.0)
    judge = transformers.CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    return {"safety_checker": checker, "feature_extractor": judge}


@pytest.mark.parametrize("strict", [True, False])
async def test_what_the_model_s_own_judge_finds_unfit_is_refused(tmp_path: Path, strict: bool) -> None:
    stable_diffusion(tmp_path / "words", **safety_parts(strict=strict)).save_pretrained(tmp_path / "sd")
    engine = opened(tmp_path / "sd")
    if strict:
        with pytest.raises(Refused, match="안전 기준"):
            await drawn(engine, tmp_path)
        assert not (tmp_path / "diffusers.png").exists()
    else:
        assert (await drawn(engine, tmp_path)).shape[:2] == (176, 96)


async def test_stable_diffusion_xl_draws_too(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    stable_diffusion_xl(tmp_path / "words").save_pretrained(tmp_path / "sdxl")
    engine = opened(tmp_path / "sdxl")
    first = await drawn(engine, tmp_path)
    assert first.shape[:2] == (176, 96)
    assert (first != await drawn(engine, tmp_path, negative="fig")).any()


async def test_a_pipeline_without_a_negative_gets_none(tmp_path: Path) -> None:
    """As those of guidance-free models: a latent consistency model, which also counts its steps otherwise."""
    whole = stable_diffusion(tmp_path / "words")
    parts = {name: whole.components[name] for name in ("vae", "text_encoder", "tokenizer")}
    unet = diffusers.UNet2DConditionModel(**{**whole.unet.config, "time_cond_proj_dim": 8})
    consistent = diffusers.LatentConsistencyModelPipeline(
        **parts,
        unet=unet,
        scheduler=diffusers.LCMScheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    consistent.save_pretrained(tmp_path / "lcm")
    engine = opened(tmp_path / "lcm")
    first = await drawn(engine, tmp_path)
    assert (first == await drawn(engine, tmp_path, negative="fig")).all()


async def test_what_is_not_there_is_the_operator_s_and_nothing_is_fetched(tmp_path: Path) -> None:
    for name in ("nobody/no-such-model", str(tmp_path / "none")):
        with pytest.raises(Misconfigured, match="cannot be loaded") as raised:
            await drawn(opened(name), tmp_path)
        assert "nothing is fetched" in raised.value.hint
        ours._easel.cache_clear()
    (tmp_path / "model.safetensors").touch()
    with pytest.raises(Misconfigured, match=r"'model\.safetensors'"):
        await drawn(opened(tmp_path / "model.safetensors"), tmp_path)


async def test_a_model_that_does_not_draw_from_words_is_the_operator_s(tmp_path: Path) -> None:
    unet = diffusers.UNet2DModel(
        sample_size=8,
        block_out_channels=(8, 8),
        layers_per_block=1,
        norm_num_groups=4,
        down_block_types=("DownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "UpBlock2D"),
    )
    diffusers.DDPMPipeline(unet=unet, scheduler=diffusers.DDPMScheduler()).save_pretrained(tmp_path / "ddpm")
    with pytest.raises(Misconfigured, match="no pictures from words"):
        await drawn(opened(tmp_path / "ddpm"), tmp_path)


async def test_a_device_that_is_not_there_is_the_operator_s(model: Path, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be loaded"):
        await asyncio.to_thread(Easel(str(model), device="nothing").draw, request(tmp_path), threading.Event())


@pytest.mark.parametrize(
    ("error", "message", "stays"),
    [
        (torch.OutOfMemoryError("CUDA out of memory.\nTried"), "too little memory", False),
        (RuntimeError("mat1 and mat2"), "could not draw: RuntimeError", True),
    ],
)
async def test_a_model_that_breaks_may_be_asked_again(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, message: str, stays: bool
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise error

    engine = opened(model)
    await drawn(engine, tmp_path)
    weights = weakref.ref(engine.easel._pipeline.unet)  # type: ignore[union-attr]
    with monkeypatch.context() as patch:
        patch.setattr(diffusers.UNet2DConditionModel, "forward", broken)
        with pytest.raises(Unavailable, match=message) as raised:
            await drawn(engine, tmp_path)
    assert raised.value.hint == " ".join(str(error).split())
    assert engine.easel.is_loaded is stays
    if not stays:
        error.__traceback__ = None
        assert weights() is None
    assert (await drawn(engine, tmp_path)).shape[:2] == (176, 96)


async def test_what_is_no_colour_is_not_kept(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_: object, image: torch.Tensor, **__: Any) -> Any:
        return np.full((1, 176, 96, 3), np.nan, np.float32)

    monkeypatch.setattr(diffusers.image_processor.VaeImageProcessor, "postprocess", nothing)
    with pytest.raises(Unavailable, match="nothing that is a colour"):
        await drawn(opened(model), tmp_path)
    assert list(tmp_path.iterdir()) == []
