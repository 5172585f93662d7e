"""From a document to a file: parse, resolve, paint, encode."""

from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import cv2

from sajangpick.domain.json import Json
from sajangpick.errors import BadInput
from sajangpick.media.encode import MAX_GIF_FRAME_RATE, GifWriter, VideoWriter
from sajangpick.media.frame import U8
from sajangpick.media.still import write_still
from sajangpick.renderer.assets import World
from sajangpick.renderer.painter import FramePainter, paint_still
from sajangpick.renderer.show import Document, Show, opened
from sajangpick.renderer.soundtrack import soundtrack
from sajangpick.renderer.timeline.resolve import Timeline

Progress: TypeAlias = Callable[[int, int], None]
"""Called with frames done and frames in all; what it raises stops the work, and nothing is left behind."""

_SUFFIXES = (".mp4", ".gif", ".png", ".jpg", ".jpeg")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished file. A picture has one frame, no rate and no duration."""

    path: Path
    width: int
    height: int
    frame_count: int
    frame_rate: Fraction | None
    duration: Fraction
    warnings: tuple[str, ...]

    def summary(self) -> dict[str, object]:
        """The same as plain JSON values."""
        return {
            "path": str(self.path),
            "width": self.width,
            "height": self.height,
            "frameCount": self.frame_count,
            "frameRate": float(self.frame_rate) if self.frame_rate else None,
            "duration": float(self.duration),
            "warnings": list(self.warnings),
        }


def render(
    document: Document,
    output: Path | str,
    *,
    modifications: Mapping[str, Json] | None = None,
    world: World | None = None,
    at: Fraction | None = None,
    on_progress: Progress | None = None,
) -> Rendered:
    """Draw the document into `output`: .mp4, .gif, or as a picture (.png, .jpg) the moment `at`, else its snapshot.

    Sources are files beside the document, or in the current folder if it is not a file; or what `world` knows. The
    output appears when it is complete; on an error there is none. Raises BadInput: ScriptError for the document,
    SourceMissing for what it names, and so on, each in one sentence.
    """
    path = Path(output)
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES:
        raise BadInput(
            f"'{path.name}' is no name for a video or a picture.", hint=f"End it with {', '.join(_SUFFIXES)}."
        )
    with opened(document, modifications, world) as show:
        match suffix:
            case ".mp4":
                return _render_video(show, path, on_progress)
            case ".gif":
                return _render_gif(show, path, on_progress)
            case _:
                return _render_still(show, path, at, on_progress)


def frame(
    document: Document,
    at: Fraction | None = None,
    *,
    modifications: Mapping[str, Json] | None = None,
    world: World | None = None,
) -> U8:
    """What the document shows at `at` seconds, else at its snapshot: premultiplied sRGB, (height, width, 4), BGRA."""
    with opened(document, modifications, world) as show:
        return paint_still(show.scene(show.moment(at)), show.world)


def _render_video(show: Show, path: Path, on_progress: Progress | None) -> Rendered:
    timeline = show.timeline
    width, height, warnings = _even(show)
    rate, count = timeline.frame_rate, timeline.frame_count
    with (
        VideoWriter(path, width=width, height=height, frame_rate=rate, sound=bool(timeline.sounds)) as writer,
        ThreadPoolExecutor(1, thread_name_prefix="sound") as beside,
    ):
        # Composing, mixing and coding the sound take half a second in which frames can already be painted and coded.
        sound = beside.submit(_write_sound, timeline, show.world, writer) if timeline.sounds else None
        _paint_all(show, writer, rate, count, on_progress)
        if sound:
            sound.result()
    return Rendered(path, width, height, count, rate, timeline.duration, warnings)


def _write_sound(timeline: Timeline, world: World, writer: VideoWriter) -> None:
    writer.write_samples(soundtrack(timeline.sounds, timeline.duration, world))


def _render_gif(show: Show, path: Path, on_progress: Progress | None) -> Rendered:
    width, height, warnings = _even(show)
    rate = min(show.timeline.frame_rate, Fraction(MAX_GIF_FRAME_RATE))
    count = max(1, -int(-show.timeline.duration * rate // 1))
    with GifWriter(path, width=width, height=height, frame_rate=rate) as writer:
        _paint_all(show, writer, rate, count, on_progress)
    return Rendered(path, width, height, count, rate, show.timeline.duration, warnings)


def _render_still(show: Show, path: Path, at: Fraction | None, on_progress: Progress | None) -> Rendered:
    pixels = paint_still(show.scene(show.moment(at)), show.world)
    write_still(pixels, path)
    if on_progress:
        on_progress(1, 1)
    return Rendered(path, pixels.shape[1], pixels.shape[0], 1, None, Fraction(0), show.timeline.warnings)


def _paint_all(
    show: Show, writer: VideoWriter | GifWriter, rate: Fraction, count: int, on_progress: Progress | None
) -> None:
    painter = FramePainter(show.world)
    shown, painted = None, None
    with _one_thread():
        for index in range(count):
            scene = show.scene(index / rate)
            if painted is None or scene is not shown:
                shown, painted = scene, painter.paint(scene)
            writer.write(painted)
            if on_progress:
                on_progress(index + 1, count)


def _even(show: Show) -> tuple[int, int, tuple[str, ...]]:
    """Frame size of a video: chroma is shared by 2x2 pixels, so sides are even."""
    width, height = show.size
    even = (width + width % 2, height + height % 2)
    warnings = show.timeline.warnings
    if even != (width, height):
        warnings = (*warnings, f"A video has even sides: {width}x{height} became {even[0]}x{even[1]}.")
    return *even, warnings


@contextmanager
def _one_thread() -> Generator[None]:
    """OpenCV on one thread: its pieces are so small here that sharing them costs more than it gains.

    The encoder's threads use the other cores meanwhile.
    """
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)
