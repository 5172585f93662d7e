"""Keys, chords, voice leading."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.errors import BadInput
from sajangpick.music.theory import MODES, Key, hertz, nearest, parse_chords, parse_key, voice

KEYS = st.builds(Key, st.just("X"), st.integers(0, 11), st.sampled_from(sorted(MODES)))
CHORDS = st.builds(
    lambda degree, colour: parse_chords(f"{degree}:{colour}")[0],
    st.integers(1, 7),
    st.sampled_from(["", "6", "7", "9", "add9", "sus2", "sus4", "7sus4", "9sus4"]),
)


@pytest.mark.parametrize(
    ("text", "mode", "name", "tonic"),
    [("D", "major", "D major", 2), ("Eb", "minor", "Eb minor", 3), ("f#", "dorian", "F# dorian", 6),
     ("Am", "minor", "A minor", 9), ("Bb major", "major", "Bb major", 10), ("Cb", "major", "Cb major", 11)],
)  # fmt: skip
def test_keys_are_read(text: str, mode: str, name: str, tonic: int) -> None:
    key = parse_key(text, mode=mode)
    assert (str(key), key.tonic) == (name, tonic)
    assert parse_key(str(key), mode=mode) == key


@pytest.mark.parametrize("text", ["H", "", "C##", "major", "Am"])
def test_what_is_no_key_of_the_mood_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_key(text, mode="major")
    assert refused.value.hint.startswith("Write")


@given(key=KEYS, chord=CHORDS, before=CHORDS, low=st.integers(48, 60), size=st.integers(3, 5))
def test_voicings_are_chord_tones_in_their_register(key: Key, chord, before, low: int, size: int) -> None:  # noqa: ANN001
    previous = voice(before, key, low=low, high=low + 24, size=size)
    notes = voice(chord, key, low=low, high=low + 24, size=size, before=previous)
    assert list(notes) == sorted(set(notes))
    assert low <= notes[0] <= notes[-1] <= low + 24
    assert {note % 12 for note in notes} <= set(chord.pitch_classes(key)) <= key.pitch_classes
    assert len(notes) >= 3


def test_voices_move_little_between_chords() -> None:
    key = parse_key("C", mode="major")
    notes: tuple[int, ...] = ()
    placed = []
    for chord in parse_chords("1:add9 5:sus4 6:7 4:9 1:add9"):
        notes = voice(chord, key, low=50, high=72, size=4, before=notes)
        placed.append(notes)
    for earlier, later in pairwise(placed):
        assert sum(abs(a - b) for a, b in zip(earlier, later, strict=True)) <= 10


def test_nearest_can_avoid_a_note() -> None:
    classes = frozenset({0, 4, 7})
    assert nearest(61, classes, low=55, high=80) == 60
    assert nearest(61, classes, low=55, high=80, avoid=60) == 64


def test_concert_pitch() -> None:
    assert hertz(69) == 440
    assert hertz(57) == 220
