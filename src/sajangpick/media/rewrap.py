"""Music into a fresh file: the sound as it was coded, and nothing else that the old file carried."""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet

from sajangpick.errors import BadInput
from sajangpick.media.frame import F32
from sajangpick.media.probe import Unreadable, open_media, sound_stream, video_stream
from sajangpick.media.sound import SAMPLE_RATE_HZ
from sajangpick.media.still import still_size

# Quieter than this throughout (-55 dBFS) is the silence of a recording, not music.
_SILENT_PEAK = 10 ** (-55 / 20)
# Forty decibels above full scale: samples of float that are no sound.
_LOUDEST_PEAK = 100.0
# What music comes in; beyond it a header lies.
_LOWEST_RATE_HZ, _HIGHEST_RATE_HZ = 8_000, 192_000
_MOST_CHANNELS = 8
_KNOWN = "MP3, M4A, WAV, FLAC 음악을 골라 주세요."


@dataclass(frozen=True, slots=True)
class Wrapping:
    """A kind of file that holds a codec's sound: FFmpeg's name of it, the suffix, the media type."""

    container: str
    suffix: str
    media_type: str


_MP3 = Wrapping("mp3", ".mp3", "audio/mpeg")
_M4A = Wrapping("ipod", ".m4a", "audio/mp4")
_WAV = Wrapping("wav", ".wav", "audio/wav")
_OGG = Wrapping("ogg", ".ogg", "audio/ogg")
_WRAPPINGS = {
    "mp3": _MP3,
    "aac": _M4A,
    "alac": _M4A,
    "flac": Wrapping("flac", ".flac", "audio/flac"),
    "vorbis": _OGG,
    "opus": _OGG,
    **dict.fromkeys(("pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le"), _WAV),
    **dict.fromkeys(("pcm_s16be", "pcm_s24be"), Wrapping("aiff", ".aiff", "audio/aiff")),
}


@dataclass(frozen=True, slots=True)
class SoundFile:
    """Music that was rewrapped: where it lies, what it is, how long it plays."""

    path: Path
    wrapping: Wrapping
    seconds: float


def rewrap_sound(source: Path, target: Path, *, longest_seconds: int) -> SoundFile:
    """Copy the coded sound of `source` to a file at `target` (whatever its name) without titles, pictures or chapters.

    Nothing is coded anew, so nothing is lost; packets that do not decode are left out. The result is decoded once to
    its end: its length is measured, not believed. Raises BadInput for video, silence, sound that is too long, a codec
    we do not take, or a broken file.
    """
    if still_size(source) is not None:
        raise BadInput("음악이 아니라 사진입니다.", hint=_KNOWN)
    try:
        with open_media(source) as old:
            wrapping = _copy_sound(old, target, longest_seconds)
        return SoundFile(target, wrapping, _heard_seconds(target, longest_seconds))
    except (FFmpegError, ValueError, Unreadable) as error:
        raise BadInput("음악 파일이 아니거나 깨졌습니다.", hint=_KNOWN) from error


def _copy_sound(old: InputContainer, target: Path, longest_seconds: int) -> Wrapping:
    if video_stream(old) is not None:
        raise BadInput("음악이 아니라 동영상입니다.", hint=_KNOWN)
    stream = sound_stream(old)
    wrapping = None if stream is None else _WRAPPINGS.get(stream.codec_context.codec.canonical_name)
    if stream is None or wrapping is None or not _is_plausible(stream):
        raise BadInput("쓸 수 없는 형식의 음악입니다.", hint=_KNOWN)
    # Without the flag FFmpeg writes its own name into the file; without the other MP3 gets a tag for it.
    options = {"fflags": "+bitexact"} | ({"id3v2_version": "0"} if wrapping is _MP3 else {})
    with av.open(str(target), "w", format=wrapping.container, container_options=options) as new:
        copied = new.add_stream_from_template(stream)
        copied.metadata.clear()
        seconds = 0.0
        for packet in old.demux(stream):
            decoded = _decoded_seconds(packet)
            if decoded is None or not packet.size:
                continue
            seconds += decoded
            if seconds > longest_seconds:
                raise _too_long(longest_seconds)
            packet.stream = copied
            new.mux(packet)
    return wrapping


def _is_plausible(stream: AudioStream) -> bool:
    context = stream.codec_context
    rate, channels = context.sample_rate or 0, context.channels or 0
    return _LOWEST_RATE_HZ <= rate <= _HIGHEST_RATE_HZ and 1 <= channels <= _MOST_CHANNELS


def _decoded_seconds(packet: "Packet[AudioStream]") -> float | None:
    """How long a packet sounds; None if it does not decode."""
    try:
        frames = packet.decode()
    except FFmpegError:
        return None
    return sum(frame.samples / (frame.sample_rate or SAMPLE_RATE_HZ) for frame in frames)


def _heard_seconds(path: Path, longest_seconds: int) -> float:
    """How long it plays, by decoding it as a job will."""
    count, loudest = 0, 0.0
    with open_media(path) as container:
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SAMPLE_RATE_HZ)
        for frame in chain(container.decode(audio=0), [None]):
            for piece in resampler.resample(frame):
                samples = cast("F32", piece.to_ndarray())
                peak = float(np.abs(samples).max(initial=0.0))
                if not peak <= _LOUDEST_PEAK:  # nor what is no number
                    raise ValueError(f"samples of {peak}")
                count, loudest = count + samples.shape[1], max(loudest, peak)
            if count > longest_seconds * SAMPLE_RATE_HZ:
                raise _too_long(longest_seconds)
    if loudest < _SILENT_PEAK:
        raise BadInput("아무 소리도 들리지 않는 음악입니다.", hint="다른 음악을 골라 주세요.")
    return count / SAMPLE_RATE_HZ


def _too_long(longest_seconds: int) -> BadInput:
    return BadInput(f"음악이 {longest_seconds // 60}분보다 깁니다.", hint="쓸 부분만 잘라서 올려 주세요.")
