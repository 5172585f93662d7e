"""What owners write for mood, style and camera."""

import pytest

from sajangpick.direction.craft import Light, Shot
from sajangpick.direction.wording import ANGLES, CAMERAS, MOODS, STYLES, says_people, understand
from sajangpick.motion.camera import Camera


@pytest.mark.parametrize(
    ("words", "light"),
    [("아늑한", Light.LAMP), ("Luxury", Light.RIM), ("시원하고 아늑한", Light.BRIGHT), ("몽환적인", None)],
)
def test_the_first_mood_that_is_named_lights_the_dish(words: str, light: Light | None) -> None:
    mood = understand(words, MOODS)
    assert (mood and mood.light) == light


@pytest.mark.parametrize(
    ("words", "move"),
    [("천천히 줌인", Camera.PUSH_IN), ("orbit", Camera.ORBIT), ("좌우로", Camera.PAN), ("japan", None)],
)
def test_a_move_is_known_by_its_names_in_both_languages(words: str, move: Camera | None) -> None:
    assert understand(words, CAMERAS) is move


def test_an_angle_and_a_style_are_known_too() -> None:
    assert understand("살짝 위에서", ANGLES) is Shot.OVERHEAD
    assert understand("영화 같은", STYLES) is not None


@pytest.mark.parametrize(
    ("words", "said"),
    [("셰프가 굽는 스테이크", True), ("a family dinner", True), ("비 오는 날 먹는 국수", False), ("handmade", False)],
)
def test_people_are_wanted_only_where_they_are_named(words: str, said: bool) -> None:
    assert says_people(words) is said
