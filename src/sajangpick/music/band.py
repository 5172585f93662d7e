"""The band: plays a score with its instruments and seats them in stereo and in the room."""

import numpy as np

from sajangpick.music.drums import SEATS, strokes
from sajangpick.music.mood import Mood, Part, Piece
from sajangpick.music.room import impulse_response, in_room
from sajangpick.music.score import Note, Score
from sajangpick.music.voices import sound
from sajangpick.music.waves import F32, clock, decibels, noise, samples_in

# The room's own fader.
_ROOM_DB = -2.5
# A ducking part gives way to the kick by this much and is back after this time.
_DUCK_DEPTH = 0.5
_DUCK_SECONDS = 0.22
# Velocities are rendered in twelfths, so that equal notes are made once.
_VELOCITY_STEPS = 12
# The two takes of a doubled part are this far out of tune, one up, one down: a slow chorus, not a false note.
_TAKE_DETUNE_SEMITONES = 0.035
_CRACKLES_PER_SECOND = 9.0


def play(score: Score, mood: Mood, seconds: float, *, rng: np.random.Generator) -> F32:
    """Play a score from sample 0 for exactly `seconds`: (n, 2) float32, unmastered, of any level."""
    count = samples_in(seconds)
    players, drummer, walls = rng.spawn(3)
    dry = np.zeros((count, 2), np.float32)
    send = np.zeros((count, 2), np.float32)
    _play_drums(score, mood, dry, send, rng=drummer)
    duck = _ducking(score, count)
    for index, part in enumerate(mood.parts):
        bus = np.zeros((count, 2), np.float32)
        _play_part([note for note in score.notes if note.part == index], part, bus, rng=players)
        bus *= np.float32(decibels(part.db))
        if part.ducks:
            bus *= duck[:, None]
        dry += bus
        bus *= np.float32(part.room)
        send += bus
    wet = in_room(send, impulse_response(mood.room_seconds, rng=walls))
    wet *= np.float32(decibels(_ROOM_DB))
    dry += wet
    if mood.crackle_db is not None:
        dry += _crackle(seconds, count, rng=walls)[:, None] * np.float32(decibels(mood.crackle_db))
    return dry


def _play_part(notes: list[Note], part: Part, bus: F32, *, rng: np.random.Generator) -> None:
    if part.doubled:
        for side in (-1, 1):
            pan = part.pan + side * part.width
            _play_take(notes, part, bus, pan=pan, width=0.0, detune=side * _TAKE_DETUNE_SEMITONES, rng=rng)
    else:
        _play_take(notes, part, bus, pan=part.pan, width=part.width, detune=0.0, rng=rng)


def _play_take(
    notes: list[Note], part: Part, bus: F32, *, pan: float, width: float, detune: float, rng: np.random.Generator
) -> None:
    made: dict[tuple[int, float, int], F32] = {}
    middle, reach = (part.low + part.high) / 2, max(1.0, (part.high - part.low) / 2)
    for note in notes:
        velocity = max(1, round(note.velocity * _VELOCITY_STEPS))
        known = (note.pitch, round(note.seconds, 3), velocity)
        if known not in made:
            made[known] = sound(part.voice, note.pitch + detune, note.seconds, velocity / _VELOCITY_STEPS, rng=rng)
        # Low notes left of the seat, high ones right, as on a keyboard seen from the stool.
        _place(bus, note.at, made[known], pan + width * (note.pitch - middle) / reach)


def _play_drums(score: Score, mood: Mood, dry: F32, send: F32, *, rng: np.random.Generator) -> None:
    made: dict[Piece, tuple[F32, ...]] = {}
    for index, hit in enumerate(score.hits):
        if hit.piece not in made:
            made[hit.piece] = strokes(hit.piece, mood.kit, rng=rng)
        pan, db, room = SEATS[hit.piece]
        stroke = made[hit.piece][index % len(made[hit.piece])] * np.float32(hit.velocity * decibels(db + mood.kit.db))
        _place(dry, hit.at, stroke, pan)
        _place(send, hit.at, stroke * np.float32(room * mood.kit.room), pan)


def _place(bus: F32, at: float, wave: F32, pan: float) -> None:
    """Add a mono wave to a stereo bus at a time, with equal power at any pan -1..1."""
    start = samples_in(max(0.0, at))
    wave = wave[: max(0, len(bus) - start)]
    angle = (np.clip(pan, -1, 1) + 1) * np.pi / 4
    bus[start : start + len(wave), 0] += wave * np.float32(np.cos(angle))
    bus[start : start + len(wave), 1] += wave * np.float32(np.sin(angle))


def _ducking(score: Score, count: int) -> F32:
    gain = np.ones(count, np.float32)
    shape = 1 - _DUCK_DEPTH * np.cos(np.pi / 2 * clock(samples_in(_DUCK_SECONDS)) / np.float32(_DUCK_SECONDS)) ** 2
    for hit in score.hits:
        if hit.piece == "kick":
            start = samples_in(max(0.0, hit.at))
            ducked = gain[start : start + len(shape)]
            np.minimum(ducked, shape[: len(ducked)], out=ducked)
    return gain


def _crackle(seconds: float, count: int, *, rng: np.random.Generator) -> F32:
    """The dust and hiss of a worn record, (count,)."""
    dust = np.zeros(count, np.float32)
    places = rng.integers(0, count, round(seconds * _CRACKLES_PER_SECOND))
    pop = noise(rng, 0.002, 1200, 7000)
    for place in places:
        heard = pop[: count - place]
        dust[place : place + len(heard)] += heard * np.float32(rng.uniform(0.2, 1))
    dust += noise(rng, seconds, 1500, 9000)[:count] * np.float32(0.05)
    return dust
