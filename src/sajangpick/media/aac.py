"""What AAC makes of sound: the master's sound settings, and hearing sound as it will come out of the file."""

from fractions import Fraction
from typing import cast

import av
import numpy as np

from sajangpick.media.frame import F32

SAMPLE_RATE_HZ = 48_000
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
    frames = [aac_frame(planar[:, start : start + AAC_BLOCK_SAMPLES], start) for start in _starts(blocks)]
    packets = [packet for frame in [*frames, None] for packet in encoder.encode(frame)]
    decoded = [cast("F32", frame.to_ndarray()) for packet in packets for frame in decoder.decode(packet)]
    heard = np.concatenate(decoded, axis=1) if decoded else planar
    # The first block is the codec starting up.
    return np.ascontiguousarray(heard[:, AAC_BLOCK_SAMPLES : AAC_BLOCK_SAMPLES + len(samples)].T)


def aac_frame(block: F32, position: int) -> av.AudioFrame:
    """One block for the encoder: float32 (2, 1024), beginning at sample `position`."""
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), "fltp", "stereo")
    frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE_HZ, position, Fraction(1, SAMPLE_RATE_HZ)
    return frame


def _starts(blocks: int) -> range:
    return range(0, blocks * AAC_BLOCK_SAMPLES, AAC_BLOCK_SAMPLES)
