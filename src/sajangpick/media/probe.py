"""What a file is: a still, a moving picture or sound, how large and how long."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from sajangpick.errors import BadInput, SourceMissing
from sajangpick.media.still import MAX_PIXELS, still_size

# No playlists and no protocols: a file must not be able to name other files or hosts to read.
_OPEN_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,gif,mp3,wav,ogg,flac,aac,aiff",
}
_KNOWN = "MP4, MOV, WEBM, GIF 영상이나 MP3, WAV, M4A 음악을 골라 주세요."
_MICROSECONDS = 1_000_000


class Unreadable(BadInput):
    """FFmpeg finds neither video nor sound in the file, or cannot decode it."""


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """Facts of a file. `size` is (width, height) upright, as shown; seconds are exact; None where it has none."""

    kind: Literal["still", "moving", "sound"]
    size: tuple[int, int] | None = None
    duration: Fraction | None = None
    frame_rate: Fraction | None = None
    has_sound: bool = False
    video_codec: str | None = None
    audio_codec: str | None = None
    sample_rate_hz: int | None = None
    channels: int | None = None


def probe(path: Path | str) -> MediaInfo:
    """Facts of a file; of a video the first frame is decoded. Raises SourceMissing, or BadInput for anything else."""
    path = Path(path)
    require_file(path)
    size = still_size(path)
    if size is not None:
        return MediaInfo("still", size=size)
    with open_media(path) as container:
        video, sound = video_stream(container), sound_stream(container)
        return MediaInfo(
            "moving" if video else "sound",
            size=shown_size(_first_frame(container, video, path)) if video else None,
            duration=_duration(container, video or sound),
            frame_rate=(video.average_rate or video.guessed_rate) if video else None,
            has_sound=sound is not None,
            video_codec=video.codec_context.name if video else None,
            audio_codec=sound.codec_context.name if sound else None,
            sample_rate_hz=sound.codec_context.sample_rate if sound else None,
            channels=sound.codec_context.channels if sound else None,
        )


def require_file(path: Path) -> None:
    """Raises SourceMissing when there is nothing at `path`, BadInput when it is no file or an empty one."""
    if not path.exists():
        raise SourceMissing(f"파일 '{path}'이(가) 없습니다.", hint="경로와 이름을 확인해 주세요.")
    if not path.is_file() or path.stat().st_size == 0:
        raise BadInput(f"'{path.name}'은(는) 파일이 아니거나 비어 있습니다.", hint=_KNOWN)


def open_media(path: Path) -> InputContainer:
    """Open a file that has video or sound. Raises SourceMissing, or BadInput when FFmpeg cannot read it."""
    require_file(path)
    try:
        container = av.open(str(path), "r", container_options=_OPEN_OPTIONS)
    except (FFmpegError, ValueError) as error:
        raise unreadable(path) from error
    if video_stream(container) is None and sound_stream(container) is None:
        container.close()
        raise unreadable(path)
    return container


def unreadable(path: Path) -> Unreadable:
    """The sentence for a file that is neither video nor sound, or is broken."""
    return Unreadable(f"'{path.name}'은(는) 영상이나 음악으로 읽을 수 없습니다.", hint=_KNOWN)


def video_stream(container: InputContainer) -> VideoStream | None:
    """The first video stream that is no cover picture of a song, its decoder using all cores; None without one."""
    for stream in container.streams.video:
        if _is_decodable(stream) and not stream.disposition & Disposition.attached_pic:
            width, height = stream.codec_context.width, stream.codec_context.height
            if width * height > MAX_PIXELS:
                raise BadInput(f"영상이 {width}×{height}로 너무 큽니다.", hint="4K 아래로 줄여 주세요.")
            stream.thread_type = "AUTO"
            return stream
    return None


def sound_stream(container: InputContainer) -> AudioStream | None:
    """The first sound stream, or None."""
    return next(filter(_is_decodable, container.streams.audio), None)


def shown_size(frame: VideoFrame) -> tuple[int, int]:
    """(width, height) of a decoded frame as a player shows it: turned upright."""
    return (frame.height, frame.width) if frame.rotation % 180 else (frame.width, frame.height)


def _is_decodable(stream: VideoStream | AudioStream) -> bool:
    """False where FFmpeg has no decoder: there is no context then, whatever PyAV's types say."""
    return cast("object", stream.codec_context) is not None


def _first_frame(container: InputContainer, stream: VideoStream, path: Path) -> VideoFrame:
    try:
        return next(container.decode(stream))
    except (FFmpegError, StopIteration) as error:
        raise unreadable(path) from error


def _duration(container: InputContainer, stream: VideoStream | AudioStream | None) -> Fraction | None:
    if stream is not None and stream.duration is not None and stream.time_base is not None:
        return stream.duration * stream.time_base
    return Fraction(container.duration, _MICROSECONDS) if container.duration else None
