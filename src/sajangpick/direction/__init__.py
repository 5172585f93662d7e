"""An idea in an owner's words becomes a shot: what is seen, from where, through which lens, how lit, how moved.

1. `menu`     which dish the words name
2. `wording`  what the owner wrote for style, mood and camera
3. `craft`    how such a dish is shot, and each sentence in both languages

Rules, not chance: the same words make the same shot, another seed another of the ways that suit the dish. The owner's
words stay as they were written, in both prompts. Nothing here knows engines, files or the service.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sajangpick.direction.craft import ARRIVES, CRAFTS, LENSES, LIGHTS, MOVES, SHOTS, STEAMS, Both, Craft, Light, Shot
from sajangpick.direction.menu import Food, MenuWord, Tone, read_menu
from sajangpick.direction.wording import ANGLES, CAMERAS, COMMERCIAL, DRAWN, MOODS, STYLES, says_people, understand
from sajangpick.errors import BadInput
from sajangpick.motion.camera import Camera
from sajangpick.motion.heat import Heat, heat_of

__all__ = ["Direction", "Food", "Light", "MenuWord", "Tone", "direct", "read_light", "read_menu"]

LONGEST_IDEA, LONGEST_WORD, LONGEST_EXTRA = 200, 60, 160
"""Characters an owner may write; with them the whole stays below LONGEST_PROMPT."""
LONGEST_PROMPT = 1000
"""Characters of a prompt: the least that a vendor takes (Runway's `promptText`)."""

_NATURAL = Both("natural and appetising", "자연스럽고 먹음직스러운")
_HONEST = Both(
    "True-to-life colour and texture, nothing added to the dish",
    "색과 질감은 실제 그대로, 음식에 없는 것은 더하지 않음",
)

_WARM = (Light.LAMP, Light.EMBER)

OneT = TypeVar("OneT")


@dataclass(frozen=True, slots=True)
class Direction:
    """A directed shot: `prompt` and `negative` in English, `korean` for the owner, and the parts of the prompt.

    `camera` is a move of `motion`; `steam` its strength, 0 where the dish does not steam.
    """

    prompt: str
    korean: str
    negative: str
    shot: str
    lens: str
    light: str
    motion: str
    camera: str
    steam: float


def direct(
    idea: str, *, style: str = "", mood: str = "", camera: str = "", ratio: str = "9:16", extra: str = "", seed: int = 0
) -> Direction:
    """Direct an idea; what is empty is chosen to suit the dish. Raises BadInput for no idea, and for too many words."""
    idea, style, mood, camera, extra = _tidied(idea=idea, style=style, mood=mood, camera=camera, extra=extra)
    everything = " ".join((idea, style, mood, camera, extra))
    dish, heat = read_menu(idea), heat_of(idea)
    craft, chance = CRAFTS[dish.food if dish else Food.TABLE], zlib.crc32(idea.encode()) + seed
    felt = understand(mood or idea, MOODS)
    view = understand(f"{camera} {extra}", ANGLES) or _one(craft.shots, chance)
    moves = [each for each in craft.moves if (view, each) != (Shot.OVERHEAD, Camera.TILT)]
    move = understand(camera, CAMERAS) or _one(moves, chance // 3)
    lit = felt.light if felt else _one(_lights(craft, heat), chance // 7)

    shot, lens, light = SHOTS[view], LENSES[view], LIGHTS[lit]
    motion = _motion(move, craft, dish, heat)
    lines = [
        _Line(_opening(idea, dish, heat, craft), is_owners=True),
        _Line(_joined(shot, _framing(ratio, view))),
        _Line(light),
        _Line(_felt(mood, felt.said if felt else _NATURAL), is_owners=bool(mood)),
        _Line(motion),
        *([_Line(_quoted("Camera", "카메라", camera), is_owners=True)] if camera and camera not in set(Camera) else []),
        *([_Line(_quoted("Also", "추가", extra), is_owners=True)] if extra else []),
        _Line(_styled(style), is_owners=bool(style)),
        _Line(lens),
        _Line(_HONEST),
    ]
    prompt = _written([(line.said.english, line.is_owners) for line in lines])
    korean = _written([(line.said.korean, line.is_owners) for line in lines])
    negative = _negative(heat, has_people=says_people(everything), is_drawn=understand(style, STYLES) is DRAWN)
    return Direction(
        prompt, korean, negative, shot.english, lens.english, light.english, motion.english, move,
        1.0 if heat is Heat.HOT else 0.0,
    )  # fmt: skip


def read_light(words: str) -> Light | None:
    """The light that these words ask for: as a direction says it, or by a mood; None if they ask for none."""
    said = (light for light, both in LIGHTS.items() if both.english in words or both.korean in words)
    felt = understand(words, MOODS)
    return next(said, felt.light if felt else None)


def _tidied(*, idea: str, style: str, mood: str, camera: str, extra: str) -> tuple[str, str, str, str, str]:
    idea, style, mood, camera, extra = (" ".join(words.split()) for words in (idea, style, mood, camera, extra))
    if not idea:
        raise BadInput("아이디어가 비어 있어요.", hint="메뉴 이름이나 보여 주고 싶은 장면을 한 줄로 적어 주세요.")
    for name, words, longest in (
        ("아이디어", idea, LONGEST_IDEA),
        ("스타일", style, LONGEST_WORD),
        ("분위기", mood, LONGEST_WORD),
        ("카메라", camera, LONGEST_WORD),
        ("추가 요청", extra, LONGEST_EXTRA),
    ):
        if len(words) > longest:
            raise BadInput(
                f"'{name}'에 적은 글이 너무 길어요({len(words)}자).", hint=f"{longest}자까지 적을 수 있어요."
            )
    return idea, style, mood, camera, extra


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence of the prompt; one with the owner's words is never left out."""

    said: Both
    is_owners: bool = False


def _lights(craft: Craft, heat: Heat) -> Sequence[Light]:
    """Warm light makes a cold dish look as if it had stood."""
    if heat is not Heat.COLD:
        return craft.lights
    return [light for light in craft.lights if light not in _WARM] or [Light.BRIGHT]


def _one(ways: Sequence[OneT], chance: int) -> OneT:
    return ways[chance % len(ways)]


def _opening(idea: str, dish: MenuWord | None, heat: Heat, craft: Craft) -> Both:
    """The dish first, in the owner's words; engines that read no Korean get its English name as well."""
    is_korean = _is_korean(idea)
    english, korean = (f'"{idea}"', idea) if is_korean else (idea, f'"{idea}"')
    if dish:
        arrives = ARRIVES.get(dish.food) if heat is Heat.HOT else None
        if is_korean:
            english = f"{_spaced(arrives.english if arrives else '', dish.english)} ({idea})"
        else:
            korean = f"{dish.korean}({idea})"
    return Both(f"{english}, {craft.hero.english}", f"{korean}, {craft.hero.korean}")


def _framing(ratio: str, view: Shot) -> Both:
    """How the dish sits in a frame of this ratio. Raises BadInput for what is no ratio."""
    width, _, height = ratio.partition(":")
    if not (width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        raise BadInput(f"화면 비율 '{ratio}'을(를) 알 수 없어요.", hint="9:16, 4:5, 1:1, 16:9 가운데에서 골라 주세요.")
    if view is Shot.MACRO:
        return Both(f"{ratio} frame filled by the dish", f"음식으로 꽉 찬 {ratio} 화면")
    if int(width) < int(height):
        return Both(
            f"vertical {ratio} frame, the dish just below the middle, calm space above for words",
            f"세로 {ratio} 화면, 음식은 가운데 살짝 아래, 위쪽은 글자를 위한 여백",
        )
    if int(width) == int(height):
        return Both(f"square {ratio} frame, the dish centred and generous", f"정사각 {ratio} 화면, 한가운데 큼직하게")
    return Both(
        f"wide {ratio} frame, the dish on the right third, the table open on the left",
        f"가로 {ratio} 화면, 음식은 오른쪽 3분의 1, 왼쪽은 비운 식탁",
    )


def _motion(move: Camera, craft: Craft, dish: MenuWord | None, heat: Heat) -> Both:
    steam = STEAMS.get(heat) if dish else None
    return _joined(MOVES[move], craft.alive, *([steam] if steam else []))


def _felt(mood: str, said: Both) -> Both:
    """The mood, in the owner's words where there are some, and explained where they are of another language."""
    if not mood:
        return Both(f"{said.english} mood", f"{said.korean} 분위기")
    if _is_korean(mood):
        explained = "" if said is _NATURAL else f"{said.english} "
        return Both(f"{explained}mood ({mood})", f"{mood} 분위기")
    return Both(f"{mood} mood", f"{'' if said is _NATURAL else said.korean} 분위기({mood})".strip())


def _styled(style: str) -> Both:
    known = understand(style, STYLES) if style else COMMERCIAL
    if not style:
        return COMMERCIAL
    if _is_korean(style):
        return Both(f"{known.english} ({style})" if known else f"style: {style}", f"{style} 스타일")
    return Both(f"{style} style", f"{known.korean}({style})" if known else f"{style} 스타일")


def _quoted(english: str, korean: str, words: str) -> Both:
    return Both(f"{english}: {words}", f"{korean}: {words}")


def _joined(*parts: Both) -> Both:
    return Both(", ".join(part.english for part in parts), ", ".join(part.korean for part in parts))


def _spaced(*words: str) -> str:
    return " ".join(filter(None, words))


def _written(sentences: Sequence[tuple[str, bool]]) -> str:
    """Sentences as one text; the last that are not the owner's go until it is short enough."""
    kept = list(sentences)
    while len(text := " ".join(_sentence(words) for words, _ in kept)) > LONGEST_PROMPT:
        del kept[max(index for index, (_, is_owners) in enumerate(kept) if not is_owners)]
    return text


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:].rstrip(".") + "."


def _negative(heat: Heat, *, has_people: bool, is_drawn: bool) -> str:
    unwanted = ["text", "letters", "watermark", "logo", "brand names"]
    unwanted += [] if has_people else ["people", "faces", "hands"]
    unwanted += [] if is_drawn else ["illustration", "cartoon", "3d render"]
    unwanted += ["deformed food", "plastic texture", "duplicate dishes", "dirty dishes", "oversaturated colours"]
    unwanted += ["frost"] if heat is Heat.HOT else ["steam", "smoke"] if heat is Heat.COLD else []
    return ", ".join(unwanted)


def _is_korean(words: str) -> bool:
    return any("가" <= letter <= "힣" for letter in words)
