"""Mood to music: original pieces, synthesised to the exact length of a short.

A piece goes through five stages, each a module that knows nothing of the next:

1. `form`   the tempo, the bars, and the beat on which the last chord falls;
2. `harmony`, `melody`, `score`   the notes and drum strokes, from the mood's tables (`mood`, `moods`) and `theory`;
3. `voices`, `drums`   the sound of each instrument, built from `waves`;
4. `band`, `room`   every note in its place, in time, in stereo and in a room;
5. `bus`    balance, compression, saturation, loudness, and the fade of the last chord.

`own` fits an owner's own music instead.
"""

from sajangpick.music.form import playable
from sajangpick.music.mood import Mood
from sajangpick.music.moods import MOODS
from sajangpick.music.own import fit_music
from sajangpick.music.piece import Music, compose

__all__ = ["MOODS", "Mood", "Music", "compose", "fit_music", "playable"]
