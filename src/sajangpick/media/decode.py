"""Videos and sounds to frames and samples: any size, colour space, rotation or rate comes out in our one form."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import av
import cv2
import numpy as np
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation

from sajangpick.errors import BadInput
from sajangpick.media.frame import F32, U8, Frame
from sajangpick.media.probe import open_media, sound_stream, unreadable, video_stream
from sajangpick.media.sound import SAMPLE_RATE_HZ

# A later time this near is reached by decoding on: seeking goes back to a key frame, often a second or more away.
_NEAR_SECONDS = 2
# A codec's memory of what came before (MP3's bit reservoir, AAC's overlap) fades within this.
_PREROLL_SECONDS = Fraction(1, 5)
_MICROSECONDS = 1_000_000

# ITU-T H.273 matrix codes that phones and editors write. Without one players guess: HD is BT.709, less is BT.601.
_MATRICES = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
_HD_HEIGHT = 720
_FULL_RANGE = 2
_FLAGS = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.BITEXACT
_TURNS = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}


class VideoReader:
    """Frames of a video by time: cheap while time grows, a seek otherwise. Use as a context manager, or close it.

    `size` is upright and even (an odd last row or column is left out). Raises SourceMissing, or BadInput when the file
    has no picture that can be decoded.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._container = open_media(self.path)
        stream = video_stream(self._container)
        if stream is None:
            self._container.close()
            raise BadInput(f"'{self.path.name}'에는 영상이 없습니다.", hint="음악이 아니라 영상 파일을 골라 주세요.")
        self._stream = stream
        self._origin = Fraction(stream.start_time or 0) * (stream.time_base or Fraction(1))
        self._current: tuple[Fraction, VideoFrame] | None = None
        self._converted: tuple[Fraction, Frame] | None = None
        self._coming = self._decode()
        self._next = next(self._coming, None)
        if self._next is None:
            self._container.close()
            raise unreadable(self.path)
        first = self.frame(Fraction(0))
        self.size = (first.width, first.height)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the decoder; the reader is of no use afterwards."""
        self._container.close()

    def frame(self, at: Fraction) -> Frame:
        """What is on screen at `at` seconds: the last frame that began by then; the first before, the last after."""
        if self._is_far(at):
            self._seek(at)
        while self._next is not None and (self._current is None or self._next[0] <= at):
            self._current, self._next = self._next, next(self._coming, None)
        if self._current is None:
            raise unreadable(self.path)
        time, decoded = self._current
        if self._converted is None or self._converted[0] != time:
            self._converted = (time, to_frame(decoded))
        return self._converted[1]

    def _is_far(self, at: Fraction) -> bool:
        if self._current is None or self._next is None:
            return self._current is not None and at < self._current[0]
        return at < self._current[0] or at > self._next[0] + _NEAR_SECONDS

    def _seek(self, at: Fraction) -> None:
        before = self._current
        self._restart(at)
        if self._next is None or self._next[0] > at:
            # An index that leads too far, or past the end: from the beginning, it is always there.
            self._restart(Fraction(0))
        if self._next is None:
            self._current = before

    def _restart(self, at: Fraction) -> None:
        time_base = self._stream.time_base or Fraction(1)
        try:
            self._container.seek(int((max(at, Fraction(0)) + self._origin) / time_base), stream=self._stream)
        except FFmpegError:
            self._container.close()
            self._container = open_media(self.path)
            self._stream = cast("av.VideoStream", video_stream(self._container))
        self._coming = self._decode()
        self._current, self._next = None, next(self._coming, None)

    def _decode(self) -> Iterator[tuple[Fraction, VideoFrame]]:
        """Frames with their times from 0; a broken end is where the video ends."""
        try:
            for frame in self._container.decode(self._stream):
                if frame.pts is not None and frame.time_base is not None:
                    yield frame.pts * frame.time_base - self._origin, frame
        except FFmpegError:
            return


def to_frame(decoded: VideoFrame) -> Frame:
    """Any decoded picture as a Frame: BT.709, limited range, 4:2:0, 8 bits, upright, even sides."""
    full = decoded.color_range == _FULL_RANGE or decoded.format.name.startswith("yuvj")
    guess = Colorspace.ITU709 if min(decoded.width, decoded.height) >= _HD_HEIGHT else Colorspace.ITU601
    # Returns the frame itself, at no cost, when it is in our form already.
    planar = decoded.reformat(
        format="yuv420p",
        src_colorspace=_MATRICES.get(decoded.colorspace, guess),
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
        dst_color_range=ColorRange.MPEG,
        interpolation=_FLAGS,
    )
    width, height = planar.width // 2 * 2, planar.height // 2 * 2
    sizes = ((width, height), (width // 2, height // 2), (width // 2, height // 2))
    planes = [_rows(planar, index)[:high, :wide] for index, (wide, high) in enumerate(sizes)]
    turn = decoded.rotation % 360
    if turn in _TURNS:
        planes = [cv2.rotate(plane, _TURNS[turn]) for plane in planes]
    high, wide = planes[0].shape
    frame = Frame(np.empty((high * 3 // 2, wide), np.uint8), wide, high)
    for target, plane in zip((frame.y, frame.u, frame.v), planes, strict=True):
        np.copyto(target, plane)
    return frame


def read_samples(path: Path | str, *, start: Fraction = Fraction(0), duration: Fraction | None = None) -> F32:
    """Sound of a file from `start` for `duration` (else to its end): float32 (n, 2) at 48 kHz.

    Shorter where the sound ends, empty (0, 2) for a file without sound. Raises SourceMissing, or BadInput.
    """
    first = round(start * SAMPLE_RATE_HZ)
    last = None if duration is None else first + round(duration * SAMPLE_RATE_HZ)
    pieces: list[tuple[int, F32]] = []
    end = first
    for position, samples in _sounding(Path(path), first):
        if last is not None and position >= last:
            break
        pieces.append((position, samples))
        end = max(end, position + len(samples))
    joined = np.zeros(((end if last is None else min(end, last)) - first, 2), np.float32)
    for position, samples in pieces:
        kept = samples[max(first - position, 0) : first + len(joined) - position]
        into = max(position - first, 0)
        joined[into : into + len(kept)] = kept  # one channel fills both
    return joined


def _rows(frame: VideoFrame, index: int) -> U8:
    plane = frame.planes[index]
    return np.frombuffer(cast("bytes", plane), np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]


def _sounding(path: Path, first: int) -> Iterator[tuple[int, F32]]:
    """Pieces of sound, (n, 2) or (n, 1), each with the sample at which it begins, from somewhat before `first` on."""
    with open_media(path) as container:
        stream = sound_stream(container)
        if stream is None:
            return
        # One channel stays one: FFmpeg would make two of it at 3 dB less.
        layout = "mono" if stream.codec_context.channels == 1 else "stereo"
        resampler = av.AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE_HZ)
        origin = Fraction(container.start_time or 0, _MICROSECONDS)
        early = Fraction(first, SAMPLE_RATE_HZ) - _PREROLL_SECONDS
        try:
            if early > 0:
                container.seek(int((early + origin) * _MICROSECONDS))
            position = None
            for frame in chain(container.decode(stream), [None]):
                for piece in resampler.resample(frame):
                    if position is None:
                        position = round(
                            ((piece.pts or 0) * (piece.time_base or Fraction(1)) - origin) * SAMPLE_RATE_HZ
                        )
                    samples = cast("F32", piece.to_ndarray()).T
                    yield position, samples
                    position += len(samples)
        except FFmpegError as error:
            raise unreadable(path) from error
