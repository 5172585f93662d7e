"""A directed shot: complete in both languages, the owner's words kept, fit for the dish, the same every time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.direction import LONGEST_PROMPT, Light, direct, read_light
from sajangpick.direction.craft import ARRIVES, CRAFTS, LENSES, LIGHTS, MOVES, SHOTS, Shot
from sajangpick.direction.menu import Food
from sajangpick.errors import BadInput
from sajangpick.motion.camera import Camera

KOREAN = st.text("가나다 라마바.사,아자", min_size=1, max_size=200).filter(str.strip)


def test_a_korean_idea_is_named_in_english_and_kept_as_it_was_written() -> None:
    made = direct("얼큰한 김치찌개")
    assert made.prompt.startswith("Steaming kimchi stew (얼큰한 김치찌개)")
    assert made.korean.startswith("얼큰한 김치찌개, ")
    assert made.steam == 1.0
    for part in (made.shot, made.lens, made.light, made.motion):
        assert part.lower() in made.prompt.lower()


def test_an_english_idea_is_kept_and_explained_to_the_owner() -> None:
    made = direct("iced americano on a sunny terrace", ratio="1:1")
    assert made.prompt.startswith("Iced americano on a sunny terrace, ")
    assert made.korean.startswith("아이스아메리카노(iced americano on a sunny terrace)")
    assert "square 1:1 frame" in made.prompt
    assert "steam" in made.negative
    assert made.steam == 0.0


def test_what_no_dictionary_knows_is_directed_in_the_owner_s_words() -> None:
    made = direct("우리집 특제 요리", style="몽환적인", mood="dreamy", camera="살금살금", extra="젓가락은 빼고")
    for words in ("우리집 특제 요리", "몽환적인", "dreamy", "살금살금", "젓가락은 빼고"):
        assert words.lower() in made.prompt.lower()
        assert words in made.korean


def test_mood_camera_and_angle_decide_light_move_and_view() -> None:
    made = direct("칼국수", mood="고급스러운", camera="위에서 천천히 돌아")
    assert made.light == LIGHTS[Light.RIM].english
    assert made.shot == SHOTS[Shot.OVERHEAD].english
    assert (made.camera, made.motion.split(",")[0]) == (Camera.ORBIT, MOVES[Camera.ORBIT].english)


def test_nobody_is_in_the_picture_unless_the_owner_says_so() -> None:
    assert "people" in direct("한우 스테이크").negative
    assert "people" not in direct("셰프가 굽는 한우 스테이크").negative


def test_dishes_are_shot_in_ways_of_their_own_and_seeds_vary_them() -> None:
    ideas = ("김치찌개", "망고빙수", "치킨", "라떼", "초밥", "피자")
    assert len({direct(idea).motion for idea in ideas}) == len(ideas)
    assert len({direct("김치찌개", seed=seed).prompt for seed in range(40)}) > 3
    assert direct("김치찌개", seed=7) == direct("김치찌개", seed=7)


def test_cold_dishes_are_not_lit_warm() -> None:
    assert not {direct("물냉면", seed=seed).light for seed in range(40)} & {LIGHTS[Light.LAMP].english}


def test_a_camera_overhead_does_not_tilt_down() -> None:
    made = [direct("칼국수", camera="위에서", seed=seed).camera for seed in range(40)]
    assert Camera.TILT not in made


@given(
    idea=KOREAN,
    style=st.text(max_size=60),
    mood=st.text(max_size=60),
    camera=st.text(max_size=60),
    extra=st.text(max_size=160),
    seed=st.integers(0, 99),
)
def test_any_words_make_a_prompt_that_vendors_take(
    idea: str, style: str, mood: str, camera: str, extra: str, seed: int
) -> None:
    made = direct(idea, style=style, mood=mood, camera=camera, extra=extra, seed=seed)
    assert 0 < len(made.prompt) <= LONGEST_PROMPT
    assert 0 < len(made.korean) <= LONGEST_PROMPT


def test_the_longest_words_of_an_owner_are_all_kept() -> None:
    made = direct("가" * 200, style="나" * 60, mood="다" * 60, camera="라" * 60, extra="마" * 160, ratio="16:9")
    for words in ("가" * 200, "나" * 60, "다" * 60, "라" * 60, "마" * 160):
        assert words in made.prompt
        assert words in made.korean
    assert max(len(made.prompt), len(made.korean)) <= LONGEST_PROMPT


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"idea": " \n"}, "비어"),
        ({"idea": "가" * 201}, "201자"),
        ({"idea": "라떼", "mood": "가" * 61}, "분위기"),
        ({"idea": "라떼", "ratio": "tall"}, "비율"),
        ({"idea": "라떼", "ratio": "0:1"}, "비율"),
    ],
)
def test_what_cannot_be_directed_is_refused_in_one_sentence(wrong: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput, match=says) as refused:
        direct(**wrong)  # pyright: ignore[reportArgumentType]
    assert refused.value.hint


@pytest.mark.parametrize("light", list(Light))
def test_a_direction_s_light_is_read_back_from_its_words(light: Light) -> None:
    assert read_light(f"Steaming stew. {LIGHTS[light].english}. Calm space above.") is light
    assert read_light(f"찌개. {LIGHTS[light].korean}.") is light
    assert read_light("찌개 한 그릇") is None


def test_every_kind_of_dish_and_every_way_to_shoot_is_described_in_both_languages() -> None:
    assert set(CRAFTS) == set(Food)
    for table, ways in ((SHOTS, Shot), (LENSES, Shot), (LIGHTS, Light), (MOVES, Camera)):
        assert set(table) == set(ways)
    both = [*SHOTS.values(), *LENSES.values(), *LIGHTS.values(), *MOVES.values(), *ARRIVES.values()]
    for craft in CRAFTS.values():
        both += [craft.hero, craft.alive]
    for said in both:
        assert said.english.isascii()
        assert any("가" <= letter <= "힣" for letter in said.korean)
