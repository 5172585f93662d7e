"""Every template at the shortest and the longest short there is: its music can be played."""

import pytest

from sajangpick.music import MOODS, compose, playable
from sajangpick.pipelines.short import LONGEST_SECONDS, SHORTEST_SECONDS
from sajangpick.template import Template, list_templates


@pytest.mark.parametrize("seconds", [SHORTEST_SECONDS, LONGEST_SECONDS])
@pytest.mark.parametrize("template", list_templates(), ids=lambda template: template.id)
def test_its_music_is_as_long_as_it_is(template: Template, seconds: float) -> None:
    bpm = playable(template.block.beats * 60 / seconds)
    music = compose(template.block.music.mood, seconds=seconds, bpm=bpm)
    assert template.block.music.mood in MOODS
    assert len(music.samples) == round(seconds * 48_000)
