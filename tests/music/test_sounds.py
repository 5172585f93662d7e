"""Waves, instruments, drums and the room."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.media.sound import SAMPLE_RATE_HZ
from sajangpick.music.drums import SEATS, VARIANTS, strokes
from sajangpick.music.mood import Piece, Voice
from sajangpick.music.moods import MOODS
from sajangpick.music.room import impulse_response, in_room
from sajangpick.music.theory import hertz
from sajangpick.music.voices import PLAYERS, sound
from sajangpick.music.waves import ring, transform_length

VOICES: tuple[Voice, ...] = get_args(Voice)
PIECES: tuple[Piece, ...] = get_args(Piece)
SWELLING = {"strings", "pad"}
BASSES = {"upright", "electric", "synth", "sub"}


def test_ring_is_the_sum_of_its_modes() -> None:
    t = np.arange(4800) / SAMPLE_RATE_HZ
    expected = 0.7 * np.sin(2 * np.pi * 441 * t) * np.exp(-t / 0.2) + 0.2 * np.sin(2 * np.pi * 1234 * t + 1) * np.exp(
        -t / 0.05
    )
    made = ring(np.array([441.0, 1234]), np.array([0.7, 0.2]), np.array([0.2, 0.05]), 0.1, phases=np.array([0.0, 1.0]))
    assert made.dtype == np.float32
    np.testing.assert_allclose(made, expected, atol=2e-5)


@given(st.integers(1, 40_000_000))
def test_transforms_are_long_enough_and_not_much_longer(count: int) -> None:
    assert count <= transform_length(count) <= max(8, count * 1.26)


def test_every_voice_and_piece_can_be_played() -> None:
    assert set(PLAYERS) == set(VOICES)
    assert set(SEATS) == set(PIECES)


@pytest.mark.parametrize("voice", VOICES)
def test_a_note_has_its_pitch_its_level_and_no_click(voice: Voice) -> None:
    pitch = 40 if voice in BASSES else 69
    wave = sound(voice, pitch, 0.6, 0.8, rng=np.random.default_rng(0))
    assert wave.dtype == np.float32
    assert np.isfinite(wave).all()
    assert np.abs(wave).max() == pytest.approx(0.8, abs=1e-5)
    assert abs(wave[0]) < 0.2
    assert abs(wave[-1]) < 1e-3
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave)), 1 << 17))
    loudest = np.argmax(spectrum) * SAMPLE_RATE_HZ / (1 << 17)
    order = max(1, round(loudest / hertz(pitch)))
    assert abs(1200 * np.log2(loudest / order / hertz(pitch))) < 15
    assert order <= 4


@pytest.mark.parametrize("voice", sorted(set(VOICES) - SWELLING))
def test_struck_and_plucked_notes_speak_within_five_milliseconds(voice: Voice) -> None:
    wave = sound(voice, 40 if voice in BASSES else 69, 0.6, 0.8, rng=np.random.default_rng(0))
    loud = np.flatnonzero(np.abs(wave) > 0.1)
    assert loud[0] < 0.005 * SAMPLE_RATE_HZ


@pytest.mark.parametrize("piece", PIECES)
def test_drum_strokes_start_at_once_differ_and_die_away(piece: Piece) -> None:
    made = strokes(piece, MOODS["fresh"].kit, rng=np.random.default_rng(0))
    assert len(made) == VARIANTS
    for wave in made:
        assert np.isfinite(wave).all()
        assert np.abs(wave).max() == pytest.approx(1, abs=1e-5)
        assert np.flatnonzero(np.abs(wave) > 0.25)[0] < 0.006 * SAMPLE_RATE_HZ
        assert np.abs(wave[-48:]).max() < 0.06
    assert not np.array_equal(made[0], made[1])


def test_the_room_has_unit_energy_falls_away_and_is_wide() -> None:
    response = impulse_response(1.0, rng=np.random.default_rng(0))
    np.testing.assert_allclose((response**2).sum(axis=0), 1, rtol=1e-3)
    early, late = (response[:9600] ** 2).sum(), (response[-9600:] ** 2).sum()
    assert 10 * np.log10(late / early) < -40
    assert abs(np.corrcoef(response.T)[0, 1]) < 0.4


def test_the_room_answers_a_click_with_its_response() -> None:
    response = impulse_response(0.4, rng=np.random.default_rng(0))
    send = np.zeros((len(response) + 1000, 2), np.float32)
    send[1000] = 1
    np.testing.assert_allclose(in_room(send, response)[1000:], response, atol=1e-5)
