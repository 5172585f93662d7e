"""The moods, one file each; a new mood is a file and a line here. The notations are explained in `mood`."""

from sajangpick.music.mood import Mood
from sajangpick.music.moods.calm import CALM
from sajangpick.music.moods.drive import DRIVE
from sajangpick.music.moods.fresh import FRESH
from sajangpick.music.moods.lofi import LOFI
from sajangpick.music.moods.minimal import MINIMAL
from sajangpick.music.moods.night import NIGHT
from sajangpick.music.moods.story import STORY
from sajangpick.music.moods.warm import WARM

MOODS: dict[str, Mood] = {mood.name: mood for mood in (CALM, STORY, LOFI, NIGHT, WARM, FRESH, DRIVE, MINIMAL)}
