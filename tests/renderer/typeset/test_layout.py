"""Every accepted text is drawn whole: no empty box, no lost letter, nothing outside its place."""

import unicodedata
from dataclasses import replace

import numpy as np
import pytest
import skia
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sajangpick.errors import BadInput, TextDoesNotFit
from sajangpick.renderer.scene import Color
from sajangpick.renderer.typeset import (
    FAMILIES,
    Block,
    Layout,
    Span,
    Style,
    family_for,
    join,
    layout,
    letters_of,
    normalize,
    typeface,
)
from sajangpick.renderer.typeset.fonts import shaper

NAMES = [
    *("라면", "새우 파스타", "매콤달콤 로제 떡볶이 세트 (대)", "쀍똠뷁햏 펲시", "1++ 한우 & Café Latte", "쌀" * 40),
    *(
        "🍜 얼큰 칼국수 👨‍👩‍👧‍👦",
        "👍🏽 1️⃣ 🇰🇷 ☕️ ❤️‍🔥 ☺️",
        "辛라면 火鍋 麻辣湯",
        "할머니 손맛 그대로 진하게 우려낸 사골 순대국밥 특별한 한정식 상차림 세트",
    ),
    *(
        "₩18,000 – 20% → ½ ① ㎏ ℃",
        "مرحبا بكم 12",
        "ต้มยำกุ้ง",
        "東京ラーメン、美味しい。",
        "你让中文使用文本",
        "“인용” ‘작은’ … · ×",
    ),
]
KOREAN = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)
TYPED = st.one_of(
    KOREAN,
    st.sampled_from(list("새우파스타세트대 abcXYZ0123456789,.()+&-~!? ₩火湯あア\n")),
    st.sampled_from(["🍜", "👍🏽", "👨‍👩‍👧", "🇰🇷", "1️⃣", "é", "é", "각", "م", "ก้"]),
)
TEXTS = st.lists(TYPED, min_size=1, max_size=40).map("".join)
FACES = st.sampled_from([family for family in FAMILIES if not family.startswith("Noto ")] + ["Noto Serif KR"])


def place(text: str, *, style: Style | None = None, **box: object) -> Layout:
    style = style or Style(weight=800, size=80)
    return layout(Block(spans=(Span(text, style),), **box))  # type: ignore[arg-type]


def shown(placed: Layout) -> str:
    return "".join(letter.text for letter in placed.letters)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("text", NAMES)
def test_names_are_drawn_whole_in_every_family(text: str, family: str) -> None:
    placed = place(text, style=Style(family=family, weight=700, size=60), width=900)
    assert [letter.text for letter in placed.letters] == letters_of(normalize(text))
    for letter in placed.letters:
        assert all(glyph.id for run in letter.runs for glyph in run.glyphs)
        assert letter.runs or letter.text.isspace() or "\u0600" < letter.text < "\u06ff"


@settings(max_examples=150)
@given(TEXTS, FACES, st.integers(100, 900), st.floats(-0.05, 0.3), st.floats(300, 1000))
def test_no_letter_is_lost_and_no_line_too_wide(
    text: str, family: str, weight: int, tracking: float, width: float
) -> None:
    placed = place(text, style=Style(family=family, weight=weight, size=70, letter_spacing=tracking), width=width)
    assert [letter.text for letter in placed.letters] == letters_of(normalize(text).replace("\n", ""))
    assert [line.first for line in placed.lines] == [0, *(line.last for line in placed.lines[:-1])]
    assert placed.lines[-1].last == len(placed.letters)
    for line in placed.lines:
        assert line.box.width <= width + 1e-3
        assert all(letter.line == line.index for letter in placed.letters[line.first : line.last])
    assert all(glyph.id for letter in placed.letters for run in letter.runs for glyph in run.glyphs)


@settings(max_examples=60)
@given(TEXTS, FACES, st.floats(120, 900), st.floats(40, 900))
def test_a_fitted_text_stands_in_its_box(text: str, family: str, width: float, height: float) -> None:
    assume(text.strip())
    block = Block(
        spans=(Span(text, Style(family=family, weight=900)),),
        width=width,
        height=height,
        minimum_size=12,
        maximum_size=300,
        x_alignment=0.5,
        y_alignment=0.5,
    )
    try:
        placed = layout(block)
    except TextDoesNotFit:
        with pytest.raises(TextDoesNotFit):
            layout(replace(block, spans=(Span(text, Style(family=family, weight=900, size=12)),)))
        return
    assert 12 <= placed.size <= 300
    assert placed.lines[0].box.top >= -1e-3
    assert placed.lines[-1].box.bottom <= height + 1e-3
    assert all(line.box.left >= -1e-3 and line.box.right <= width + 1e-3 for line in placed.lines)


def test_a_larger_size_would_not_fit() -> None:
    placed = place("새우 파스타 세트", style=Style(weight=900), width=500, height=300, maximum_size=400)
    assert 100 < placed.size < 400
    with pytest.raises(TextDoesNotFit):
        place("새우 파스타 세트", style=Style(weight=900, size=placed.size * 1.1), width=500, height=300)


def test_a_fitted_text_keeps_words_whole_where_that_costs_little() -> None:
    placed = place("에스프레소 콘파나", style=Style(weight=900), width=500, height=900, maximum_size=400)
    assert placed.texts == ("에스프레소", "콘파나")


@pytest.mark.parametrize(
    ("text", "family", "face"),
    [
        ("쀍", "Black Han Sans", "Pretendard-Black"),
        ("뷁", "Do Hyeon", "DoHyeon-Regular"),
        ("쀍", "Jua", "Pretendard-Bold"),
        ("₩", "Jua", "Pretendard-Bold"),
        ("→", "Black Han Sans", "Pretendard-Black"),
        ("火", "Black Han Sans", "NotoSansCJK-Bold"),
        ("火", "Noto Serif KR", "NotoSerifKR-Bold"),
        ("火", "Nanum Pen Script", "NotoSerifKR-Bold"),
        ("쀍", "Noto Serif KR", "NotoSerifKR-Bold"),
        ("让", "Pretendard", "NotoSansCJK-Bold"),
        ("م", "Pretendard", "NotoSansArabic-Bold"),
        ("ก", "Pretendard", "NotoSansThai-Bold"),
        ("🍜", "Black Han Sans", "NotoColorEmoji"),
        ("1️⃣", "Pretendard", "NotoColorEmoji"),
        ("☕", "Pretendard", "NotoColorEmoji"),
        ("1", "Pretendard", "Pretendard-Bold"),
    ],
)
def test_a_letter_the_face_lacks_is_borrowed(text: str, family: str, face: str) -> None:
    placed = place(text, style=Style(family=family, weight=700, size=100))
    assert [run.face for run in placed.letters[0].runs] == [face]


def test_a_borrowed_letter_stands_as_tall_as_its_neighbours() -> None:
    placed = place("한쀍火", style=Style(family="Black Han Sans", size=200))
    own, lent, ideograph = (letter.ink for letter in placed.letters)
    assert lent.height == pytest.approx(own.height, rel=0.08)
    assert ideograph.height == pytest.approx(own.height, rel=0.08)
    assert lent.bottom == pytest.approx(own.bottom, abs=8)


def test_emoji_share_the_middle_of_the_letters() -> None:
    placed = place("한🍜한", style=Style(weight=700, size=100))
    letter, emoji = placed.letters[0].ink, placed.letters[1]
    assert emoji.runs[0].size == pytest.approx(92)
    assert emoji.ink.center.y == pytest.approx(letter.center.y, abs=4)


def test_a_character_nobody_has_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match="U\\+12000") as refusal:
        place("새우 \U00012000")
    assert refusal.value.hint


def test_decomposed_input_is_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "새우 파스타 café")
    assert shown(place(decomposed)) == "새우 파스타 café"
    assert place(decomposed).letters == place("새우 파스타 café").letters


def test_invisible_characters_go_and_line_ends_are_one() -> None:
    assert shown(place("새\u200b우\ufeff\t파\u2060스\u202e타")) == "새우 파스타"
    assert len(place("가\r\n나\u2028다\x0b라").lines) == 4


def test_arabic_runs_from_the_right_and_joins() -> None:
    placed = place("مرحبا 12", style=Style(size=100))
    lefts = [letter.box.left for letter in placed.letters]
    assert lefts[:6] == sorted(lefts[:6], reverse=True)
    assert lefts[6] < lefts[7] < lefts[5]
    alone = [place(letter, style=Style(size=100)).letters[0].runs[0].glyphs[0].id for letter in "حب"]
    assert [placed.letters[2].runs[0].glyphs[0].id, placed.letters[3].runs[0].glyphs[0].id] != alone


def test_korean_with_arabic_keeps_each_in_its_own_direction() -> None:
    placed = place("세트 مرحبا 둘", style=Style(size=100))
    lefts = [letter.box.left for letter in placed.letters]
    assert lefts[:3] == sorted(lefts[:3])
    assert lefts[3:8] == sorted(lefts[3:8], reverse=True)
    assert lefts[9] > max(lefts[:8])


def test_spacing_is_added_between_letters_only() -> None:
    plain = place("가나다", style=Style(size=100)).width
    assert place("가나다", style=Style(size=100, letter_spacing=0.1)).width == pytest.approx(plain + 20)


@pytest.mark.parametrize("family", ["Do Hyeon", "Jua", "Black Han Sans", "Noto Serif KR", "Pretendard"])
def test_figures_and_the_spaces_that_hold_their_place_are_equally_wide_in_every_family(family: str) -> None:
    placed = place("0123456789\u2007,\u2008", style=Style(family=family, size=100, tabular=True))
    *figures, comma, blank = placed.letters
    widths = [letter.box.width for letter in figures]
    assert widths == pytest.approx([widths[0]] * 11)
    assert comma.box.width == pytest.approx(blank.box.width, abs=0.5)
    for letter in figures[:-1]:
        left, right = letter.ink.left - letter.box.left, letter.box.right - letter.ink.right
        assert min(left, right) > -1, "in the middle of its place"


def test_tabular_figures_are_equally_wide() -> None:
    widths = {round(letter.box.width, 3) for letter in place("1180", style=Style(size=100, tabular=True)).letters}
    assert len(widths) == 1
    assert len({round(letter.box.width, 3) for letter in place("1180", style=Style(size=100)).letters}) > 1


def test_alignment_places_lines_in_the_box() -> None:
    placed = place("가\n가나다", width=600, height=400, x_alignment=0.5, y_alignment=1)
    assert all(line.box.center.x == pytest.approx(300) for line in placed.lines)
    assert placed.lines[-1].box.bottom == pytest.approx(400)
    right = place("가", width=600, x_alignment=1)
    assert right.letters[0].box.right == pytest.approx(600)
    assert right.height == pytest.approx(80 * 1.15)


def test_a_line_is_as_high_as_its_largest_style_and_all_stand_on_one_baseline() -> None:
    big, small = Style(weight=900, size=200), Style(weight=800, size=100)
    placed = layout(Block(spans=(Span("18,000", big), Span("원", small)), line_height=1.0))
    assert placed.height == 200
    assert {run.glyphs[0].y for letter in placed.letters for run in letter.runs} == {placed.lines[0].baseline}
    assert placed.letters[-1].span == 1


def test_relative_sizes_follow_the_fitted_size() -> None:
    spans = (Span("18,000", Style(weight=900)), Span("원", Style(weight=800, scale=0.5)))
    placed = layout(Block(spans=spans, width=875, height=400, maximum_size=330))
    assert placed.letters[-1].runs[0].size == pytest.approx(placed.size / 2)
    assert placed.width <= 875
    assert len(placed.lines) == 1


def test_a_text_too_long_for_its_box_is_refused_cut_or_let_out() -> None:
    with pytest.raises(TextDoesNotFit, match='"새우 파스타"'):
        place("새우 파스타", width=150, height=100)
    assert place("새우 파스타", width=150, height=100, allow_overflow=True).lines[-1].box.bottom > 100
    cut = place("새우 파스타 정식", width=250, height=100, ellipsis=True)
    assert cut.truncated
    assert shown(cut) == "새우…"
    assert cut.lines[0].box.width <= 250
    assert not place("새우", width=250, height=100, ellipsis=True).truncated


def test_unwrapped_text_stays_on_its_lines() -> None:
    assert len(place("새우 파스타 정식", width=100, wrap=False, allow_overflow=True).lines) == 1
    assert shown(place("새우 파스타 정식", width=300, wrap=False, ellipsis=True)).endswith("…")


def test_words_are_counted_over_lines() -> None:
    placed = place("새우 파스타\n세트", width=250)
    assert [letter.word for letter in placed.letters] == [0, 0, 0, 1, 1, 1, 2, 2]
    cut = place("쌀쌀쌀쌀쌀쌀", width=250)
    assert {letter.word for letter in cut.letters} == {0}


def test_an_empty_text_has_no_letters() -> None:
    assert place("").letters == ()
    assert layout(Block(spans=())).letters == ()
    assert place("", style=Style(), width=10, height=500, maximum_size=200).letters == ()


def test_a_missing_family_is_named() -> None:
    assert place("가", style=Style(family="Montserrat", size=20)).substitutes == (("Montserrat", "Pretendard"),)
    assert place("가", style=Style(family=family_for("jua").family, size=20)).substitutes == ()


def test_joined_runs_hold_every_glyph_in_few_runs() -> None:
    red = Color(1, 0, 0)
    placed = layout(Block(spans=(Span("새우 ", Style(size=50)), Span("파스타🍜", Style(size=50, fill=red)))))
    runs = join(placed.letters)
    assert [len(run.glyphs) for run in runs] == [2, 3, 1]
    assert [run.fill for run in runs] == [Color(0, 0, 0), red, red]


@pytest.mark.parametrize("text", ["새우 파스타", "쀍18,000원", "🍜👍🏽🇰🇷"])
def test_ink_is_where_skia_draws(text: str) -> None:
    placed = place(text, style=Style(family="Black Han Sans", size=120))
    surface = skia.Surface(1000, 300)
    canvas = surface.getCanvas()
    for run in join(placed.letters):
        builder = skia.TextBlobBuilder()
        places = [skia.Point(glyph.x + 50, glyph.y + 50) for glyph in run.glyphs]
        builder.allocRunPos(skia.Font(typeface(run.face), run.size), [glyph.id for glyph in run.glyphs], places)
        canvas.drawTextBlob(builder.make(), 0, 0, skia.Paint(AntiAlias=True))
    alpha = surface.toarray()[..., 3] > 0
    rows, columns = np.flatnonzero(alpha.any(axis=1)) - 50, np.flatnonzero(alpha.any(axis=0)) - 50
    ink = placed.ink
    assert columns[0] == pytest.approx(ink.left, abs=3)
    assert columns[-1] + 1 == pytest.approx(ink.right, abs=3)
    assert rows[0] == pytest.approx(ink.top, abs=3)
    assert rows[-1] + 1 == pytest.approx(ink.bottom, abs=3)


def test_shaping_is_in_font_units() -> None:
    assert shaper("Pretendard-Bold").face.upem == 2048
