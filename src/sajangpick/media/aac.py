"""What AAC makes of sound: the master's sound settings, and hearing sound as it will come out of the file."""

from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream

from sajangpick.media.frame import F32
from sajangpick.media.sound import SAMPLE_RATE_HZ

AAC_BITS_PER_SECOND = 192_000
AAC_BLOCK_SAMPLES = 1024


def through_aac(samples: F32) -> F32:
    """Encode and decode: float32 (n, 2) at 48 kHz in, the same shape and timing out."""
    blocks = -(-len(samples) // AAC_BLOCK_SAMPLES)
    planar = np.pad(samples.T.astype(np.float32), ((0, 0), (0, blocks * AAC_BLOCK_SAMPLES - len(samples))))
    encoder = av.CodecContext.create("aac", "w")
    encoder.sample_rate, encoder.format, encoder.layout = SAMPLE_RATE_HZ, "fltp", "stereo"
    encoder.bit_rate = AAC_BITS_PER_SECOND
    encoder.open()
    decoder = av.CodecContext.create("aac", "r")
    decoder.extradata, decoder.sample_rate, decoder.layout = encoder.extradata, SAMPLE_RATE_HZ, "stereo"
    frames = [_frame(planar[:, start : start + AAC_BLOCK_SAMPLES], start) for start in _starts(blocks)]
    packets = [packet for frame in [*frames, None] for packet in encoder.encode(frame)]
    decoded = [cast("F32", frame.to_ndarray()) for packet in packets for frame in decoder.decode(packet)]
    heard = np.concatenate(decoded, axis=1) if decoded else planar
    # The first block is the codec starting up.
    return np.ascontiguousarray(heard[:, AAC_BLOCK_SAMPLES : AAC_BLOCK_SAMPLES + len(samples)].T)


def write_m4a(path: Path, samples: F32, *, bits_per_second: int = AAC_BITS_PER_SECOND) -> None:
    """Sound alone as a file that browsers play from its first byte on: float32 (n, 2) at 48 kHz in, AAC-LC in MP4."""
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart", "use_editlist": "0"}) as container:
        stream = add_sound(container)
        stream.bit_rate = bits_per_second
        track = SoundTrack(stream)
        track.given.append(np.ascontiguousarray(samples.T, np.float32))
        for packet in track.packets(len(samples), end=True):
            container.mux(packet)


def add_sound(container: OutputContainer) -> AudioStream:
    """The master's sound stream: AAC-LC 48 kHz stereo at 192 kbit/s."""
    stream = container.add_stream("aac", rate=SAMPLE_RATE_HZ, layout="stereo")
    stream.bit_rate = AAC_BITS_PER_SECOND
    return stream


class SoundTrack:
    """Cuts what was given into AAC blocks, not beyond the picture."""

    def __init__(self, stream: AudioStream) -> None:
        self.given: deque[F32] = deque()
        self._stream = stream
        self._rest = np.zeros((2, 0), np.float32)
        self._position = 0

    def packets(self, until: int, *, end: bool) -> Iterator["Packet[Stream]"]:
        """The blocks before sample `until`; at the end also the last, incomplete one, padded with silence."""
        while self.given:
            self._rest = np.concatenate([self._rest, self.given.popleft()], axis=1)
        if end:
            missing = max(until - self._position, 0)
            blocks = -(-missing // AAC_BLOCK_SAMPLES)
            kept = self._rest[:, :missing]
            self._rest = np.pad(kept, ((0, 0), (0, blocks * AAC_BLOCK_SAMPLES - kept.shape[1])))
        while self._position < until and self._rest.shape[1] >= AAC_BLOCK_SAMPLES:
            block, self._rest = self._rest[:, :AAC_BLOCK_SAMPLES], self._rest[:, AAC_BLOCK_SAMPLES:]
            yield from _on_time(self._stream.encode(_frame(block, self._position)), until=None)
            self._position += AAC_BLOCK_SAMPLES
        if end:
            yield from _on_time(self._stream.encode(None), until=until)


def _frame(block: F32, position: int) -> av.AudioFrame:
    """One block for the encoder: float32 (2, 1024), beginning at sample `position`."""
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), "fltp", "stereo")
    frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE_HZ, position, Fraction(1, SAMPLE_RATE_HZ)
    return frame


def _starts(blocks: int) -> range:
    return range(0, blocks * AAC_BLOCK_SAMPLES, AAC_BLOCK_SAMPLES)


def _on_time(packets: list["Packet[Stream]"], *, until: int | None) -> Iterator["Packet[Stream]"]:
    for packet in packets:
        # The start-up block has a negative time, which would need an edit list: everything moves behind 0.
        assert packet.pts is not None
        packet.pts = packet.dts = packet.pts + AAC_BLOCK_SAMPLES
        if until is None or packet.pts < until:
            yield packet
