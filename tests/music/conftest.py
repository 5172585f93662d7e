"""One finished piece per mood, made once for the whole package's tests."""

import functools

import pytest

from sajangpick.music import MOODS, Music, compose

# The length and tempo that each mood has in the template it was written for.
TEMPLATES = {
    "calm": (9.0, 80),
    "story": (10.0, 72),
    "lofi": (9.5, 76),
    "night": (7.8, 92),
    "warm": (8.9, 108),
    "fresh": (8.1, 118),
    "drive": (7.5, 128),
    "minimal": (7.5, 96),
}


@functools.cache
def _piece(mood: str) -> Music:
    seconds, bpm = TEMPLATES[mood]
    return compose(mood, seconds=seconds, bpm=bpm)


@pytest.fixture(params=MOODS)
def piece(request: pytest.FixtureRequest) -> Music:
    """A mood's piece at its template's length and tempo."""
    return _piece(request.param)


@pytest.fixture
def pieces() -> dict[str, Music]:
    """All of them, by mood."""
    return {mood: _piece(mood) for mood in MOODS}
