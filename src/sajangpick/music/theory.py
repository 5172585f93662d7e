"""Keys, chords and voice leading: every pitch that may sound is a note of the key."""

import re
from dataclasses import dataclass
from itertools import pairwise, product

from sajangpick.errors import BadInput

# Semitones above the tonic.
MODES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
}
# Scale steps without the two that make a semitone with a neighbour: a melody on them cannot clash.
_PENTATONIC: dict[str, tuple[int, ...]] = {
    "major": (0, 1, 2, 4, 5),
    "minor": (0, 2, 3, 4, 6),
    "dorian": (0, 2, 3, 4, 6),
}
# Scale steps above the chord's own root.
_COLOURS: dict[str, tuple[int, ...]] = {
    "": (0, 2, 4),
    "6": (0, 2, 4, 5),
    "7": (0, 2, 4, 6),
    "9": (0, 2, 4, 6, 8),
    "add9": (0, 2, 4, 8),
    "sus2": (0, 1, 4),
    "sus4": (0, 3, 4),
    "7sus4": (0, 3, 4, 6),
    "9sus4": (0, 3, 4, 6, 8),
}
_TONICS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_KEY = re.compile(r"([A-Ga-g])([#♯b♭]?)\s*(major|minor|dorian|m)?")


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic and a mode; `tonic` is a pitch class, 0 = C."""

    name: str
    tonic: int
    mode: str

    def __str__(self) -> str:
        return f"{self.name} {self.mode}"

    def pitch_class(self, step: int) -> int:
        """The pitch class of a scale step, 0 = tonic; steps beyond the octave wrap."""
        return (self.tonic + MODES[self.mode][step % 7]) % 12

    @property
    def pitch_classes(self) -> frozenset[int]:
        """All seven pitch classes of the key."""
        return frozenset(self.pitch_class(step) for step in range(7))

    @property
    def pentatonic(self) -> frozenset[int]:
        """The five pitch classes that a melody may use over any chord of the key."""
        return frozenset(self.pitch_class(step) for step in _PENTATONIC[self.mode])


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord of the key: `degree` 1-7 and the scale steps above its root."""

    degree: int
    steps: tuple[int, ...]

    def pitch_classes(self, key: Key) -> tuple[int, ...]:
        """Pitch classes from the root upwards."""
        return tuple(key.pitch_class(self.degree - 1 + step) for step in self.steps)


def parse_key(text: str, *, mode: str) -> Key:
    """Read a key such as "D", "Eb", "F#", "Am" or "A minor"; without a mode the given one holds.

    Raises BadInput when it is no key, or when its mode is not the given one (a mood's harmony belongs to its mode).
    """
    found = _KEY.fullmatch(text.strip())
    if found is None:
        raise BadInput(f"'{text}' is not a key.", hint="Write a note name such as C, Eb or F#.")
    letter, accidental = found[1].upper(), found[2]
    written = "minor" if found[3] == "m" else found[3] or mode
    if written != mode:
        raise BadInput(
            f"This mood is in {mode}, so it cannot be played in '{text}'.", hint=f"Write {letter}{accidental}."
        )
    shift = {"#": 1, "♯": 1, "b": -1, "♭": -1, "": 0}[accidental]
    return Key(letter + accidental, (_TONICS[letter] + shift) % 12, mode)


def parse_chords(text: str) -> tuple[Chord, ...]:
    """Read a progression of the mood tables: "1:9 6:7 4 5:sus4" is degree, colon, colour."""
    pairs = (word.partition(":") for word in text.split())
    return tuple(Chord(int(degree), _COLOURS[colour]) for degree, _, colour in pairs)


def voice(chord: Chord, key: Key, *, low: int, high: int, size: int, before: tuple[int, ...] = ()) -> tuple[int, ...]:
    """Place `size` notes of a chord between MIDI pitches `low` and `high`, ascending, moving least from `before`.

    The bass has the root, so a chord with more notes than `size` gives up its root first and then its fifth. A voicing
    has no semitone between neighbours and spans a tenth (two octaves from five notes on), as hands do, where it can.
    A register of at least an octave is needed; where a doubled note has no room in it, it is left out.
    """
    classes = list(chord.pitch_classes(key))
    expendable = [classes[0], *(classes[index] for index, step in enumerate(chord.steps) if step == 4)]
    while len(classes) > size and expendable:
        classes.remove(expendable.pop(0))
    classes += classes[: max(0, size - len(classes))]
    homes = [[pitch for pitch in range(low, high + 1) if pitch % 12 == name] for name in classes[:size]]
    spread = {tuple(sorted(pitches)) for pitches in product(*homes)}
    distinct = [notes for notes in spread if len(set(notes)) == size]
    if not distinct:
        return voice(chord, key, low=low, high=high, size=size - 1, before=before)
    singable = [notes for notes in distinct if _fits_a_hand(notes)] or distinct
    aim = before or tuple([round((low + high) / 2)] * size)
    return min(singable, key=lambda notes: (_movement(notes, aim), notes))


def nearest(pitch: float, classes: frozenset[int], *, low: int, high: int, avoid: int | None = None) -> int:
    """The pitch of one of the classes nearest to `pitch` within [low, high], but not `avoid`; ties go down."""
    inside = (candidate for candidate in range(low, high + 1) if candidate % 12 in classes and candidate != avoid)
    return min(inside, key=lambda candidate: (abs(candidate - pitch), candidate))


def hertz(pitch: float) -> float:
    """Frequency of a MIDI pitch in equal temperament, A4 = 69 = 440 Hz."""
    return float(440 * 2 ** ((pitch - 69) / 12))


def _fits_a_hand(notes: tuple[int, ...]) -> bool:
    gaps = [upper - lower for lower, upper in pairwise(notes)]
    return min(gaps, default=2) >= 2 and notes[-1] - notes[0] <= (16 if len(notes) < 5 else 24)


def _movement(notes: tuple[int, ...], before: tuple[int, ...]) -> float:
    if len(notes) == len(before):
        return sum(abs(note - old) for note, old in zip(notes, before, strict=True))
    return abs(sum(notes) / len(notes) - sum(before) / len(before)) * len(notes)
