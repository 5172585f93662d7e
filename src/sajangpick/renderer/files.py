"""A World of files in a folder, and of pictures, clips and sounds handed over in memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias
from urllib.parse import unquote

import numpy as np

from sajangpick.errors import BadInput, ScriptError, SourceMissing
from sajangpick.media.decode import VideoReader, read_samples
from sajangpick.media.frame import U8, Frame
from sajangpick.media.probe import probe
from sajangpick.media.sound import SAMPLE_RATE_HZ, Samples
from sajangpick.media.still import read_still
from sajangpick.renderer.assets import Pixels, Source
from sajangpick.renderer.geometry import Size

# A frame has at most this many pixels on a side at 4K; what a photo has beyond would only be averaged away.
LONGEST_STILL_PIXELS = 4096
# One video may run at several times at once (a transition, a blurred twin); each gets a reader, within reason.
_READERS_PER_VIDEO = 3
# A reader this far behind gets there by decoding on; beyond, another one may be nearer.
_NEAR_SECONDS = Fraction(1)


@dataclass(frozen=True, slots=True)
class Moving:
    """A clip that is made as it is asked for: `frame(at)` gives the picture at `at` seconds, held past the end."""

    size: Size
    duration: Fraction
    frame: Callable[[Fraction], Frame]
    frame_rate: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Sounding:
    """A sound that is made when it is first asked for, maybe in another thread than pictures are."""

    duration: Fraction
    samples: Callable[[], Samples]


InMemory: TypeAlias = Pixels | Samples | Moving | Sounding
Opener: TypeAlias = Callable[[Path], Moving]


class FileWorld:
    """Answers for names that are paths, absolute or below `folder`, and for the names of `sources`.

    `openers` make clips of files by suffix (".clip"), for formats that FFmpeg does not know. A context manager: files
    stay open until it is closed.
    """

    def __init__(
        self,
        folder: Path | str = ".",
        *,
        sources: Mapping[str, InMemory] | None = None,
        openers: Mapping[str, Opener] | None = None,
    ) -> None:
        self._folder = Path(folder)
        self._sources = dict(sources or {})
        self._openers = dict(openers or {})
        self._facts: dict[str, Source] = {}
        self._videos: dict[str, _VideoFile] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files; they open again when they are asked for."""
        for video in self._videos.values():
            video.close()
        self._videos.clear()

    def source(self, name: str) -> Source:
        """Facts of a source. Raises SourceMissing, or BadInput if it is not a picture, video or sound."""
        if name not in self._facts:
            in_memory = self._in_memory(name)
            self._facts[name] = _facts_in_memory(in_memory) if in_memory is not None else _facts(self._path(name))
        return self._facts[name]

    def pixels(self, name: str, at: Fraction | None) -> Pixels:
        """A still, or the frame of a moving source at `at` seconds. Raises as `source` does."""
        match self._in_memory(name):
            case Moving() as moving:
                return moving.frame(at or Fraction(0))
            case Frame() as still:
                return still
            case Sounding():
                raise BadInput(f"{name} is no picture.")
            case None:
                pass
            case held:
                return _as_pixels(held, name)
        if self.source(name).kind == "moving":
            return self._videos.setdefault(name, _VideoFile(self._path(name))).frame(at or Fraction(0))
        return read_still(self._path(name), longest=LONGEST_STILL_PIXELS)

    def samples(self, name: str, *, start: Fraction = Fraction(0), duration: Fraction | None = None) -> Samples:
        """Sound from `start` for `duration`, else to its end; shorter where the source ends."""
        match self._in_memory(name):
            case None:
                return read_samples(self._path(name), start=start, duration=duration)
            case Moving() | Frame():
                raise BadInput(f"{name} has no sound.")
            case Sounding(samples=samples):
                return _stretch(samples(), start, duration)
            case held:
                return _stretch(_as_samples(held, name), start, duration)

    def _in_memory(self, name: str) -> InMemory | None:
        if name not in self._sources and (opener := self._openers.get(Path(name).suffix.lower())):
            self._sources[name] = opener(self._path(name))
        return self._sources.get(name)

    def _path(self, name: str) -> Path:
        if name.startswith("file://"):
            name = unquote(name.removeprefix("file://"))
        if "://" in name:
            raise SourceMissing(f"{name} is not a file.", hint="Download it first, and name the file.")
        return self._folder / name


def read_text(path: Path) -> str:
    """The text of a document in a file. Raises SourceMissing, or ScriptError if it is no text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as problem:
        raise SourceMissing(f"There is no file {path}.", hint="Check its name and folder.") from problem
    except (OSError, UnicodeDecodeError) as problem:
        raise ScriptError(f"{path} is not a text that can be read.", hint="Save it as JSON in UTF-8.") from problem


@dataclass(slots=True)
class _VideoFile:
    """A file, read at one or several places."""

    path: Path
    readers: list[tuple[Fraction, VideoReader]] = field(default_factory=list[tuple[Fraction, VideoReader]])

    def frame(self, at: Fraction) -> Frame:
        reader = self._reader(at)
        self.readers.append((at, reader))
        return reader.frame(at)

    def close(self) -> None:
        for _, reader in self.readers:
            reader.close()

    def _reader(self, at: Fraction) -> VideoReader:
        """The reader that is least behind; the longest unused one if none is near and no more may be opened."""
        behind = [(at - last, index) for index, (last, _) in enumerate(self.readers) if 0 <= at - last <= _NEAR_SECONDS]
        if behind:
            return self.readers.pop(min(behind)[1])[1]
        if len(self.readers) < _READERS_PER_VIDEO:
            return VideoReader(self.path)
        return self.readers.pop(0)[1]


def _as_pixels(held: U8 | Samples, name: str) -> U8:
    if held.dtype != np.uint8 or held.ndim != 3:
        raise BadInput(f"{name} is no picture.")
    return held.view(np.uint8)


def _stretch(samples: Samples, start: Fraction, duration: Fraction | None) -> Samples:
    first = round(start * SAMPLE_RATE_HZ)
    return samples[first : None if duration is None else first + round(duration * SAMPLE_RATE_HZ)]


def _as_samples(held: U8 | Samples, name: str) -> Samples:
    if held.dtype != np.float32:
        raise BadInput(f"{name} has no sound.")
    return held.view(np.float32)


def _facts(path: Path) -> Source:
    found = probe(path)
    size = Size(*found.size) if found.size else None
    return Source(found.kind, size, found.duration, found.frame_rate, found.has_sound)


def _facts_in_memory(source: InMemory) -> Source:
    match source:
        case Moving():
            return Source("moving", source.size, source.duration, source.frame_rate)
        case Sounding():
            return Source("sound", duration=source.duration, has_sound=True)
        case Frame():
            return Source("still", Size(source.width, source.height))
        case _ if source.ndim == 3:
            return Source("still", Size(source.shape[1], source.shape[0]))
        case _:
            return Source("sound", duration=Fraction(len(source), SAMPLE_RATE_HZ), has_sound=True)
