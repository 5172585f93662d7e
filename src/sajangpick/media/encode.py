"""Frames and samples to a finished file: H.264 and AAC in MP4, or an animated GIF.

The MP4 is the one master that every platform takes: H.264 High, 4:2:0, BT.709 tagged, constant frame rate, a closed
GOP of half a second with two B-frames, AAC-LC 48 kHz stereo, index first, and no edit list. The same frames and samples
give the same bytes.
"""

from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Self

import av
import cv2
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as EndOfStream
from av.filter import Graph
from av.video.stream import VideoStream

from sajangpick.errors import BadInput
from sajangpick.media.aac import SoundTrack, add_sound
from sajangpick.media.frame import F32, Frame
from sajangpick.media.sound import SAMPLE_RATE_HZ
from sajangpick.media.unfinished import unfinished

# The stream may burst to 12 Mbit/s over a buffer of one second: the upper end of what platforms ask for at 1080p30.
MAX_KBITS_PER_SECOND = 12_000
# Chosen by measurement: see benchmarks/bench_encode.py. Platforms encode once more, so the master keeps what a viewer
# would not miss: 4 to 9 Mbit/s on food that moves.
PRESET = "veryfast"
QUALITY_CRF = 14
# A fixed number, because x264's bytes depend on it.
THREADS = 2
# What browsers and chat apps still play smoothly; a GIF counts time in hundredths of a second anyway.
MAX_GIF_FRAME_RATE = 15

# How far x264 looks ahead. A group has 15 frames and starts anew, so the preset's 10 see little more than 3 do; each
# costs 7 MB at 1080x1920.
_LOOKAHEAD_FRAMES = 3
# Frames that may wait for the encoder while the caller paints the next one (3 MB each at 1080x1920).
_FRAMES_IN_FLIGHT = 3
# ITU-T H.273: code 1 is BT.709 for primaries, transfer and matrix. In FFmpeg's enumeration range 1 is limited.
_BT709 = 1
_LIMITED_RANGE = 1
# OpenCV's `CpuFeatures` enumeration, which its Python binding leaves out.
_CPU_AVX512F = 13

_MP4_OPTIONS = {
    # The index goes before the data. B-frames get signed composition offsets, so that the first frame is shown at 0
    # without the edit list that would otherwise hide the reordering delay.
    "movflags": "+faststart+negative_cts_offsets",
    "use_editlist": "0",
    # Sound may be handed over long after the frames it belongs to; the order in the file stays by time.
    "max_interleave_delta": "0",
    # No dates and no library versions: same input, same bytes.
    "fflags": "+bitexact",
}


def x264_options(frame_rate: Fraction, *, preset: str = PRESET, crf: int = QUALITY_CRF) -> dict[str, str]:
    """The encoder's settings, by FFmpeg's names, as VideoWriter uses them."""
    gop = max(1, round(frame_rate / 2))
    params = (
        f"keyint={gop}:min-keyint={gop}:scenecut=0:open-gop=0:bframes=2"
        f":rc-lookahead={_LOOKAHEAD_FRAMES}"
        f":vbv-maxrate={MAX_KBITS_PER_SECOND}:vbv-bufsize={MAX_KBITS_PER_SECOND}"
    )
    if cv2.checkHardwareSupport(_CPU_AVX512F):
        # x264's AVX-512 macroblock tree reads memory it never wrote: the same frames then give other bytes from run to
        # run (seen on small sizes; gone with AVX2, which is not slower).
        params += ":asm=AVX2"
    return {"preset": preset, "profile": "high", "crf": str(crf), "x264-params": params}


class VideoWriter:
    """Writes one MP4. A context manager: frames in order, sound at any moment, and the file is there at the end.

    Encoding runs in a thread of its own, so that painting the next frame overlaps with encoding this one. Frames are
    coded where they lie: a caller hands each over and paints the next in other memory. Sound is padded with silence or
    cut to the length of the picture. After an exception nothing is left behind.

    AAC needs one block (21.3 ms) to start up, and without an edit list players do not skip it: sound is heard 21.3 ms
    late, within the 125 ms of delay that ITU-R BT.1359-1 finds undetectable.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        width: int,
        height: int,
        frame_rate: Fraction | int = 30,
        sound: bool = True,
        preset: str = PRESET,
        crf: int = QUALITY_CRF,
        threads: int = THREADS,
    ) -> None:
        """`crf` is x264's constant quality, lower is better; `sound=False` makes a file without a sound track.

        Raises BadInput when a side is odd or not positive.
        """
        _require_even(width, height)
        self.path = Path(path)
        self.width, self.height = width, height
        self.frame_rate = Fraction(frame_rate)
        self.frame_count = 0
        self._sound = sound
        self._threads = threads
        self._x264_options = x264_options(self.frame_rate, preset=preset, crf=crf)

    def __enter__(self) -> Self:
        """Raises BadInput when the target's folder is missing or not writable."""
        with ExitStack() as stack:
            draft = stack.enter_context(unfinished(self.path))
            container = stack.enter_context(av.open(str(draft), "w", format="mp4", options=_MP4_OPTIONS))
            video = self._add_video(container)
            self._encoder = _Encoder(container, video, add_sound(container) if self._sound else None)
            self._open = stack.pop_all()
        return self

    def write(self, frame: Frame) -> None:
        """Append one frame of the writer's size; leave it unchanged from now on. Waits while the encoder is behind."""
        _require_size(frame, self.width, self.height)
        self._encoder.encode(frame)
        self.frame_count += 1

    def write_samples(self, samples: F32) -> None:
        """Append sound: float32 (n, 2) at 48 kHz, full scale ±1."""
        self._encoder.hear(samples)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._open:
            self._encoder.finish(abandon=error is not None)
            if error is not None:
                raise error
            _require_frames(self.frame_count)

    def _add_video(self, container: OutputContainer) -> VideoStream:
        stream = container.add_stream("libx264", rate=self.frame_rate, options=self._x264_options)
        stream.width, stream.height, stream.pix_fmt = self.width, self.height, "yuv420p"
        context = stream.codec_context
        context.time_base = 1 / self.frame_rate
        context.thread_count = self._threads
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        context.color_range = _LIMITED_RANGE
        return stream


class GifWriter:
    """Writes an animated GIF: the same manner as VideoWriter, without sound.

    Every frame has its own palette of 256 colours, with an ordered dither that does not crawl from frame to frame.
    """

    def __init__(self, path: Path | str, *, width: int, height: int, frame_rate: Fraction | int = 10) -> None:
        """Raises BadInput when a side is odd or not positive, or for more than 15 frames a second."""
        _require_even(width, height)
        if not 0 < frame_rate <= MAX_GIF_FRAME_RATE:
            raise BadInput(
                f"GIF은 초당 {MAX_GIF_FRAME_RATE}장까지입니다.", hint=f"{MAX_GIF_FRAME_RATE} 이하로 줄여 주세요."
            )
        self.path = Path(path)
        self.width, self.height = width, height
        self.frame_rate = Fraction(frame_rate)
        self.frame_count = 0

    def __enter__(self) -> Self:
        """Raises BadInput when the target's folder is missing or not writable."""
        with ExitStack() as stack:
            draft = stack.enter_context(unfinished(self.path))
            self._container = stack.enter_context(av.open(str(draft), "w", format="gif", options={"loop": "0"}))
            self._stream = self._container.add_stream("gif", rate=self.frame_rate)
            self._stream.width, self._stream.height, self._stream.pix_fmt = self.width, self.height, "pal8"
            self._graph = _palette_graph(self.width, self.height, 1 / self.frame_rate)
            self._open = stack.pop_all()
        return self

    def write(self, frame: Frame) -> None:
        """Append one frame of the writer's size."""
        _require_size(frame, self.width, self.height)
        picture = av.VideoFrame.from_ndarray(cv2.cvtColor(frame.to_bgr(), cv2.COLOR_BGR2BGRA), "bgra")
        picture.pts, picture.time_base = self.frame_count, 1 / self.frame_rate
        self._graph.push(picture)
        self._drain()
        self.frame_count += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._open:
            if error is not None:
                raise error
            _require_frames(self.frame_count)
            self._graph.push(None)
            self._drain()
            self._container.mux(self._stream.encode(None))

    def _drain(self) -> None:
        while True:
            try:
                self._container.mux(self._stream.encode(self._graph.vpull()))
            except (NothingYet, EndOfStream):
                return


class _Encoder:
    """The thread that owns the container: frames come through a short queue, and are coded where they lie."""

    def __init__(self, container: OutputContainer, video: VideoStream, sound: AudioStream | None) -> None:
        self._container = container
        self._video = video
        self._sound = SoundTrack(sound) if sound else None
        self._failure: BaseException | None = None
        self._waiting: Queue[Frame | None] = Queue(_FRAMES_IN_FLIGHT)
        self._abandoned = False
        self._thread = Thread(target=self._run, name="encoder", daemon=True)
        self._thread.start()

    def encode(self, frame: Frame) -> None:
        if self._failure is not None:
            raise self._failure
        self._waiting.put(frame)

    def hear(self, samples: F32) -> None:
        if self._sound is not None:
            self._sound.given.append(np.ascontiguousarray(samples.T, np.float32))

    def finish(self, *, abandon: bool) -> None:
        self._abandoned = abandon
        self._waiting.put(None)
        self._thread.join()
        if self._failure is not None and not abandon:
            raise self._failure

    def _run(self) -> None:
        count = 0
        while (frame := self._waiting.get()) is not None:
            if self._failure is None and not self._abandoned:
                try:
                    self._encode_one(frame, count)
                except BaseException as failure:  # carried over to the caller's thread, and raised there
                    self._failure = failure
            count += 1
        if self._failure is None and not self._abandoned and count:
            try:
                self._container.mux(self._video.encode(None))
                self._mux_sound(count, end=True)
            except BaseException as failure:
                self._failure = failure

    def _encode_one(self, frame: Frame, index: int) -> None:
        # PyAV takes heights of a multiple of four as they lie, and cuts others short: those are copied.
        wrap = av.VideoFrame.from_ndarray if frame.height % 4 else av.VideoFrame.from_numpy_buffer
        picture = wrap(frame.data, "yuv420p")
        picture.pts, picture.time_base = index, self._video.codec_context.time_base
        self._container.mux(self._video.encode(picture))
        self._mux_sound(index + 1, end=False)

    def _mux_sound(self, frame_count: int, *, end: bool) -> None:
        if self._sound is not None:
            until = round(frame_count * self._video.codec_context.time_base * SAMPLE_RATE_HZ)
            for packet in self._sound.packets(until, end=end):
                self._container.mux(packet)


def _palette_graph(width: int, height: int, time_base: Fraction) -> Graph:
    graph = Graph()
    source = graph.add_buffer(width=width, height=height, format=av.VideoFormat("bgra"), time_base=time_base)
    split = graph.add("split")
    palette = graph.add("palettegen", "stats_mode=single:reserve_transparent=0")
    use = graph.add("paletteuse", "new=1:dither=bayer:bayer_scale=3")
    sink = graph.add("buffersink")
    source.link_to(split)
    split.link_to(use, 0, 0)
    split.link_to(palette, 1, 0)
    palette.link_to(use, 0, 1)
    use.link_to(sink)
    graph.configure()
    return graph


def _require_even(width: int, height: int) -> None:
    if min(width, height) <= 0 or width % 2 or height % 2:
        raise BadInput(f"영상 크기 {width}x{height}은(는) 쓸 수 없습니다.", hint="가로와 세로를 짝수로 맞춰 주세요.")


def _require_size(frame: Frame, width: int, height: int) -> None:
    if (frame.width, frame.height) != (width, height):
        raise BadInput(f"프레임 크기 {frame.width}x{frame.height}이(가) 영상 크기 {width}x{height}와 다릅니다.")


def _require_frames(count: int) -> None:
    if count == 0:
        raise BadInput("저장할 프레임이 하나도 없습니다.", hint="영상 길이를 확인해 주세요.")
