"""The drum kit: each piece as a few variants of one stroke, layered from a body, a click and noise."""

from collections.abc import Callable

import numpy as np

from sajangpick.music.mood import Kit, Piece
from sajangpick.music.waves import F32, fall, level, noise, ring, samples_in, stack, sweep

# Two strokes of a drum are never the same; three variants are enough not to hear the turn.
VARIANTS = 3

# Pan -1..1, level and share of the room for each piece, as an audience sees a kit.
SEATS: dict[Piece, tuple[float, float, float]] = {
    "kick": (0.0, 0.0, 0.2),
    "snare": (0.05, -3.0, 1.2),
    "clap": (-0.12, -4.5, 1.6),
    "rim": (0.3, -9.0, 1.4),
    "snap": (-0.2, -7.0, 2.0),
    "hat": (0.4, -12.0, 0.5),
    "open": (0.4, -13.5, 0.6),
    "shaker": (-0.6, -14.0, 0.7),
    "tambourine": (0.6, -15.0, 0.9),
    "tom": (-0.25, -4.5, 1.2),
    "crash": (-0.35, -13.0, 1.2),
    "brush": (0.25, -12.0, 1.0),
    "boom": (0.0, -3.0, 2.4),
}


def strokes(piece: Piece, kit: Kit, *, rng: np.random.Generator) -> tuple[F32, ...]:
    """VARIANTS of one full-velocity stroke, each (n,) float32 with peak 1, loud within a millisecond of its start."""
    return tuple(level(_MAKERS[piece](kit, rng)) for _ in range(VARIANTS))


def _kick(kit: Kit, rng: np.random.Generator) -> F32:
    body = sweep(kit.kick_hz * 4.2, kit.kick_hz, kit.kick_seconds * 2.2, fall_seconds=0.022)
    body = np.tanh(1.7 * body * fall(len(body), kit.kick_seconds * 0.55))
    beater = _burst(rng, 0.012, 1500, 5500)
    knock = sweep(900, 180, 0.05, fall_seconds=0.008) * fall(samples_in(0.05), 0.012)
    return stack(body, kit.click * 0.5 * beater, kit.click * 0.5 * knock)


def _snare(kit: Kit, rng: np.random.Generator) -> F32:
    tuned = rng.uniform(0.99, 1.01) * kit.snare_hz * np.array([1.0, 1.59, 2.14, 2.9])
    head = ring(tuned, np.array([1, 0.6, 0.35, 0.2]), kit.snare_seconds * np.array([0.6, 0.4, 0.3, 0.2]), 0.4)
    wires = _burst(rng, kit.snare_seconds, 1300, 9500)
    crack = _burst(rng, 0.012, 2200, 7000)
    room = _burst(rng, kit.snare_seconds * 2.2, 500, 4500)
    return stack(0.75 * level(head), 0.62 * wires, 0.5 * crack, 0.16 * room)


def _clap(_kit: Kit, rng: np.random.Generator) -> F32:
    # Several hands, none exactly together, but near enough that the beat is not heard late; the last one rings.
    hands = [_late(_burst(rng, 0.006, 900, 6500), at) for at in (0.0, 0.0055, 0.011)]
    return stack(*hands, _late(_burst(rng, 0.075, 850, 7000), 0.016 + rng.uniform(0, 0.002)))


def _rim(_kit: Kit, rng: np.random.Generator) -> F32:
    stick = ring(np.array([470.0, 1710.0, 2680.0]), np.array([0.6, 1, 0.7]), np.array([0.03, 0.02, 0.014]), 0.15)
    return stack(level(stick), 0.4 * _burst(rng, 0.006, 2500, 8000))


def _snap(_kit: Kit, rng: np.random.Generator) -> F32:
    return stack(_burst(rng, 0.018, 1700, 4200), 0.4 * _late(_burst(rng, 0.05, 1500, 6000), 0.008))


def _hat(_kit: Kit, rng: np.random.Generator) -> F32:
    return _cymbal(rng, low_hz=6200, decay_seconds=0.026, seconds=0.13)


def _open(_kit: Kit, rng: np.random.Generator) -> F32:
    return _cymbal(rng, low_hz=5600, decay_seconds=0.14, seconds=0.5)


def _crash(_kit: Kit, rng: np.random.Generator) -> F32:
    return _cymbal(rng, low_hz=3200, decay_seconds=0.6, seconds=2.0)


def _cymbal(rng: np.random.Generator, *, low_hz: float, decay_seconds: float, seconds: float) -> F32:
    metal = low_hz * rng.uniform(0.8, 2.3, 36)
    plate = ring(metal, rng.uniform(0.3, 1, 36), decay_seconds * rng.uniform(0.5, 1.3, 36), seconds)
    hiss = noise(rng, seconds, low_hz, 14000)
    return stack(0.55 * level(plate), 0.6 * level(hiss * fall(len(hiss), decay_seconds)))


def _shaker(_kit: Kit, rng: np.random.Generator) -> F32:
    grains = noise(rng, 0.12, 5200, 12000)
    return grains * fall(len(grains), 0.028, attack_seconds=0.006)


def _tambourine(_kit: Kit, rng: np.random.Generator) -> F32:
    jingles = ring(rng.uniform(5800, 12500, 24), rng.uniform(0.4, 1, 24), rng.uniform(0.03, 0.09, 24), 0.3)
    return stack(level(jingles), 0.6 * _burst(rng, 0.03, 5000, 13000))


def _tom(kit: Kit, rng: np.random.Generator) -> F32:
    body = sweep(kit.snare_hz * 0.95, kit.snare_hz * 0.55, 0.45, fall_seconds=0.05)
    return stack(body * fall(len(body), 0.13, attack_seconds=0.001), 0.25 * _burst(rng, 0.012, 900, 4000))


def _brush(_kit: Kit, rng: np.random.Generator) -> F32:
    swish = noise(rng, 0.3, 1800, 9000)
    return swish * fall(len(swish), 0.07, attack_seconds=0.004)


def _boom(kit: Kit, rng: np.random.Generator) -> F32:
    body = sweep(kit.kick_hz * 2.2, kit.kick_hz * 0.9, 1.6, fall_seconds=0.05)
    return stack(body * fall(len(body), 0.42, attack_seconds=0.002), 0.3 * _burst(rng, 0.05, 120, 900))


def _burst(rng: np.random.Generator, decay_seconds: float, low_hz: float, high_hz: float) -> F32:
    wave = noise(rng, decay_seconds * 6, low_hz, high_hz)
    return level(wave * fall(len(wave), decay_seconds))


def _late(wave: F32, seconds: float) -> F32:
    return np.concatenate([np.zeros(samples_in(seconds), np.float32), wave])


_MAKERS: dict[Piece, Callable[[Kit, np.random.Generator], F32]] = {
    "kick": _kick,
    "snare": _snare,
    "clap": _clap,
    "rim": _rim,
    "snap": _snap,
    "hat": _hat,
    "open": _open,
    "shaker": _shaker,
    "tambourine": _tambourine,
    "tom": _tom,
    "crash": _crash,
    "brush": _brush,
    "boom": _boom,
}
