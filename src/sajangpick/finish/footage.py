"""Plans of ours as files that renderers elsewhere can play: a clip as MP4, music as WAV."""

import wave
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from sajangpick.domain.json import JsonObject
from sajangpick.engine import RenderRequest
from sajangpick.engines.local import CLIP_SUFFIX, MUSIC_SUFFIX, ClipPlan, local_world, render_here
from sajangpick.media.sound import SAMPLE_RATE_HZ, Samples


def draw_out(sources: Mapping[str, Path], folder: Path) -> dict[str, Path]:
    """The same sources, with every plan among them drawn into a file of the folder."""
    return {name: _drawn(name, path, folder) for name, path in sources.items()}


def _drawn(name: str, path: Path, folder: Path) -> Path:
    if path.name.endswith(CLIP_SUFFIX):
        return _footage(name, path, folder / f"{name}.mp4")
    if path.name.endswith(MUSIC_SUFFIX):
        with local_world({name: path}) as world:
            return _sound(world.samples(name), folder / f"{name}.wav")
    return path


def _footage(name: str, path: Path, target: Path) -> Path:
    plan = ClipPlan.model_validate_json(path.read_text(encoding="utf-8"))
    script: JsonObject = {
        "width": plan.width, "height": plan.height, "frame_rate": plan.frame_rate, "duration": plan.seconds,
        "elements": [{"type": "video", "source": name, "volume": "0%"}],
    }  # fmt: skip
    render_here(RenderRequest(script, {name: path}, target))
    return target


def _sound(samples: Samples, target: Path) -> Path:
    """float32 (n, 2) as 16-bit WAV."""
    pcm = np.rint(np.clip(samples, -1.0, 1.0) * np.iinfo(np.int16).max).astype("<i2")
    with wave.open(str(target), "wb") as file:
        file.setnchannels(pcm.shape[1])
        file.setsampwidth(pcm.itemsize)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(pcm.tobytes())
    return target
