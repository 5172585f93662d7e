"""Everything about a finished video that a rule may ask: one pass over its packets, frames and samples."""

import math
from collections import deque
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from sajangpick.errors import BadInput
from sajangpick.media.boxes import read_boxes
from sajangpick.media.decode import read_samples
from sajangpick.media.frame import U8
from sajangpick.media.loudness import Loudness, measure
from sajangpick.media.probe import open_media, sound_stream, video_stream

# H.264 (ITU-T H.264, table 7-1): the slice that nothing before it is needed for.
_IDR_SLICE = 5
# Luma is judged on a small picture of this width, whatever the video's, and change in tiles of 8x8 of its pixels.
_JUDGED_WIDTH = 135
# At least so many pixels are averaged in each direction: less would let the noise of coding through.
_LEAST_SHRINK = 2.5
_TILE_PX = 8
_FULL_RANGE = 2


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """A video stream; times are seconds, `luma` is 0-255, `change` the greatest change of any tile's mean luma."""

    codec: str
    profile: str
    pixel_format: str
    width: int
    height: int
    primaries: int
    transfer: int
    matrix: int
    full_range: bool
    times: tuple[Fraction, ...]
    """When each frame is shown, sorted."""
    key_times: tuple[Fraction, ...]
    """Frames that decoding can start at, with nothing after them referring to before (IDR)."""
    open_key_count: int
    """Key frames that are no IDR: their groups of pictures are open."""
    end: Fraction
    declared_count: int
    decoded_count: int
    luma: tuple[float, ...]
    """Mean luma of every decoded frame."""
    change: tuple[float, ...]
    """Change against the frame `lag` before (0 at the beginning)."""
    lag: int


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """A sound stream, and how loud it is once decoded."""

    codec: str
    profile: str
    sample_rate_hz: int
    channels: int
    start: Fraction
    end: Fraction
    loudness: Loudness


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is in the file; `picture` or `sound` is None where it has none."""

    size_bytes: int
    index_first: bool
    edit_list_count: int
    picture: PictureFacts | None
    sound: SoundFacts | None


def examine(path: Path | str, *, lag_seconds: Fraction = Fraction(1, 3)) -> FileFacts:
    """Decode a file once and report its facts. Raises SourceMissing, or BadInput when it cannot be opened at all."""
    path = Path(path)
    with open_media(path) as container:
        video, sound = video_stream(container), sound_stream(container)
        picture = _picture(container, video, lag_seconds) if video else None
    names = [box.path for box in read_boxes(path)]
    return FileFacts(
        size_bytes=path.stat().st_size,
        index_first="moov" in names and "mdat" in names and names.index("moov") < names.index("mdat"),
        edit_list_count=sum(name.endswith("/elst") for name in names),
        picture=picture,
        sound=_sound(path) if sound else None,
    )


def _picture(container: InputContainer, stream: VideoStream, lag_seconds: Fraction) -> PictureFacts:
    context = stream.codec_context
    # Errors are to be found here, not hidden.
    context.options = {"err_detect": "explode"}
    lag = max(1, round(lag_seconds * (stream.average_rate or 30)))
    watched = _Watched(lag)
    packets: list[tuple[Fraction, Fraction, bool, bool]] = []
    try:
        for packet in container.demux(stream):
            if packet.pts is not None:
                base = packet.time_base
                duration = (packet.duration or 0) * base
                packets.append((packet.pts * base, duration, packet.is_keyframe, _is_idr(packet, context.extradata)))
            for frame in packet.decode():
                watched.see(frame)
    except FFmpegError:
        pass  # what was decoded until here is counted
    packets.sort()
    return PictureFacts(
        codec=context.name,
        profile=str(context.profile),
        pixel_format=str(context.pix_fmt),
        width=context.width,
        height=context.height,
        primaries=context.color_primaries,
        transfer=context.color_trc,
        matrix=context.colorspace,
        full_range=context.color_range == _FULL_RANGE,
        times=tuple(time for time, *_ in packets),
        key_times=tuple(time for time, _, _, idr in packets if idr),
        open_key_count=sum(key and not idr for _, _, key, idr in packets),
        end=packets[-1][0] + packets[-1][1] if packets else Fraction(0),
        declared_count=stream.frames or len(packets),
        decoded_count=len(watched.luma),
        luma=tuple(watched.luma),
        change=tuple(watched.change),
        lag=lag,
    )


class _Watched:
    """Looks at decoded frames: how bright each is, and how far it differs from the one `lag` before."""

    def __init__(self, lag: int) -> None:
        self.luma: list[float] = []
        self.change: list[float] = []
        self._recent: deque[U8] = deque(maxlen=lag)

    def see(self, frame: VideoFrame) -> None:
        small = _small_luma(frame)
        self.luma.append(float(small.mean()))
        full = len(self._recent) == self._recent.maxlen
        self.change.append(_greatest_change(self._recent[0], small) if full else 0.0)
        self._recent.append(small)


def _small_luma(frame: VideoFrame) -> U8:
    if frame.format.components[0].bits != 8:
        frame = frame.reformat(format="gray")
    plane = frame.planes[0]
    rows = np.frombuffer(cast("bytes", plane), np.uint8).reshape(-1, plane.line_size)[: frame.height, : frame.width]
    shrink = max(_LEAST_SHRINK, frame.width / _JUDGED_WIDTH)
    size = (max(round(frame.width / shrink), 1), max(round(frame.height / shrink), 1))
    return cv2.resize(rows, size, interpolation=cv2.INTER_AREA)


def _greatest_change(before: U8, now: U8) -> float:
    if before.shape != now.shape:
        return 255.0
    height, width = now.shape
    size = (max(width // _TILE_PX, 1), max(height // _TILE_PX, 1))
    return float(cv2.resize(cv2.absdiff(before, now).astype(np.float32), size, interpolation=cv2.INTER_AREA).max())


def _is_idr(packet: "Packet[VideoStream]", extradata: bytes | None) -> bool:
    """Whether an H.264 packet holds an IDR slice; its units are length-prefixed (ISO/IEC 14496-15, 5.3.3)."""
    if not packet.is_keyframe:
        return False
    if not extradata or extradata[0] != 1:
        return True  # not H.264 as MP4 stores it: that is another rule's matter
    prefix = (extradata[4] & 3) + 1
    data, at = bytes(packet), 0
    while at + prefix < len(data):
        if data[at + prefix] & 0x1F == _IDR_SLICE:
            return True
        at += prefix + int.from_bytes(data[at : at + prefix], "big")
    return False


def _sound(path: Path) -> SoundFacts:
    with open_media(path) as container:
        stream = cast("AudioStream", sound_stream(container))
        context = stream.codec_context
        base = stream.time_base or Fraction(1)
        start = (stream.start_time or 0) * base
        facts = context.name, str(context.profile), context.sample_rate, context.channels
        end = start + (stream.duration or 0) * base
    try:
        loudness = measure(read_samples(path))
    except BadInput:
        loudness = Loudness(-math.inf, -math.inf)
    return SoundFacts(*facts, start, end, loudness)
