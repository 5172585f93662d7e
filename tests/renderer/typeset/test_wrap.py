"""Lines end where a Korean sign painter would end them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.renderer.typeset import Block, Span, Style, layout, letters_of
from sajangpick.renderer.typeset.breaks import words_of
from sajangpick.renderer.typeset.text import is_space
from sajangpick.renderer.typeset.wrap import wrap


def broken(text: str, *, width: float = 640) -> str:
    style = Style(weight=800, size=100, letter_spacing=-0.02)
    placed = layout(Block(spans=(Span(text, style),), width=width, allow_overflow=True))
    return " / ".join(placed.texts)


@pytest.mark.parametrize(
    "lines",
    [
        "라면",
        "새우 파스타",
        "김치찌개 정식",
        "차돌박이 / 된장찌개",
        "매콤달콤 로제 / 떡볶이 세트",
        "에스프레소 / 콘파나",
        "아이스 바닐라 / 라떼 (대)",
        "숯불 양념 / 돼지갈비 2인분",
        "한우 등심 / 스테이크 200 g",
        "치킨 3 마리 세트",
        "수제 치즈 / 돈까스 세트",
        "불고기 버거 / + 감자튀김 세트",
        "모둠회 (대) / + 매운탕",
        "할머니 / 손칼국수 & 만두",
        "더 블랙 / 트러플 버거",
        "갓 구운 / 소금빵 4 개",
        "직화 제육볶음 / 도시락",
        "통영 굴 국밥 / (겨울 한정)",
        "전복 삼계탕 / (반 마리)",
        "매운 갈비찜 / 소 중 대",
        "딸기 생크림 / 케이크 1호",
        "부산식 돼지국밥 / & 수육 정식",
        "오늘의 커피 / 및 디저트 세트",
        "춘천 / 닭갈비 1 인분 / 12,000 원",
        "평일 점심 / 11:30 ~ 14:00",
        "망고 빙수 / (2~3인용)",
        "해물파전과 / 막걸리 한 상",
        "엄마가 새벽마다 / 끓이는 진한 / 사골 순대국밥",
        "얼큰한 해물 / 짬뽕 곱빼기",
        "바삭한 감자 / 고로케 5개입",
        "제주 흑돼지 / 오겹살 한 판",
        "1++ 한우 / 육회 비빔밥",
        "Cafe Latte / 그리고 크루아상",
        "치즈가 / 듬뿍 들어간 / 마르게리타 / 피자 L",
        "포장 시 / 10 % 할인",
        "🔥불닭 / 볶음면🔥 세트",
        "辛라면 / 火鍋 세트",
    ],
)
def test_menu_names(lines: str) -> None:
    assert broken(lines.replace(" / ", " ")) == lines


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("예약 문의 02 1234 5678", 700, "예약 문의 / 02 1234 5678"),
        ("전화 주문 1588 1234 번", 680, "전화 주문 / 1588 1234 번"),
        ("양념반후라이드반순살치킨", 640, "양념반후라이 / 드반순살치킨"),
        ("파닭/양념치킨반반세트메뉴", 640, "파닭/양념치킨 / 반반세트메뉴"),
        ("가나다라마바사", 540, "가나다 / 라마바사"),
        ("쌀쌀쌀", 180, "쌀 / 쌀쌀"),
        ("東京ラーメンは美味しいですね", 640, "東京ラー / メンは美味 / しいですね"),
        ("「和牛」、とても美味しい。", 500, "「和牛」、 / とても美 / 味しい。"),
        ("첫 줄\n둘째 줄은 조금 더 길다", 640, "첫 줄 / 둘째 줄은 / 조금 더 길다"),
        ("위\n\n아래", 640, "위 /  / 아래"),
    ],
)
def test_what_is_held_together_and_what_may_be_cut(text: str, width: float, lines: str) -> None:
    assert broken(text, width=width) == lines


def test_prose_is_filled_line_by_line() -> None:
    letters = letters_of("새우 파스타는 오늘도 맛있다. " * 60)
    lines = wrap(letters, [1.0] * len(letters), 20, spacing=[0.0] * len(letters)).lines
    assert [index for line in lines for index in range(line.first, line.last)] == list(range(len(letters)))
    assert all(len("".join(letters[line.first : line.last]).rstrip()) <= 20 for line in lines)
    assert all(is_space(letters[line.last - 1]) for line in lines)


def test_prose_without_spaces_is_cut_evenly() -> None:
    lines = wrap(["쌀"] * 1000, [1.0] * 1000, 20, spacing=[0.0] * 1000).lines
    assert [line.last - line.first for line in lines] == [20] * 50


words = st.lists(st.text("가나다라abc12(),+~%", min_size=1, max_size=9), min_size=1, max_size=12)


@given(words, st.floats(1.0, 12.0))
def test_every_letter_is_in_one_line_and_no_line_is_too_wide(parts: list[str], limit: float) -> None:
    letters = letters_of(" ".join(parts))
    widths = [0.3 if is_space(letter) else 1.0 for letter in letters]
    lines = wrap(letters, widths, limit, spacing=[0.0] * len(letters)).lines
    assert [index for line in lines for index in range(line.first, line.last)] == list(range(len(letters)))
    for line in lines:
        shown = "".join(letters[line.first : line.last]).rstrip()
        assert sum(widths[line.first : line.first + len(shown)]) <= limit + 1e-6 or len(shown) == 1


@given(words, st.floats(9.0, 30.0))
def test_a_word_that_fits_a_line_is_never_cut(parts: list[str], limit: float) -> None:
    letters = letters_of(" ".join(parts))
    lines = wrap(letters, [1.0] * len(letters), limit, spacing=[0.0] * len(letters)).lines
    ends = {line.last for line in lines}
    for word in words_of(letters):
        assert not ends & set(range(word.first + 1, word.last))


@given(st.lists(st.text("가나다라마", min_size=2, max_size=5), min_size=2, max_size=8), st.floats(5.0, 14.0))
def test_no_other_breaking_has_fewer_lines_or_a_clearly_shorter_longest_line(parts: list[str], limit: float) -> None:
    letters = letters_of(" ".join(parts))
    found = wrap(letters, [1.0] * len(letters), limit, spacing=[0.0] * len(letters)).lines
    lengths = [len(part) for part in parts]

    def ways(start: int) -> list[list[int]]:
        if start == len(parts):
            return [[]]
        every: list[list[int]] = []
        for end in range(start + 1, len(parts) + 1):
            width = sum(lengths[start:end]) + end - start - 1
            if width > limit + 1e-6:
                break
            every += [[width, *rest] for rest in ways(end)]
        return every

    fewest = min(len(way) for way in ways(0))
    shortest = min(max(way) for way in ways(0) if len(way) == fewest)
    longest = max(len("".join(letters[line.first : line.last]).rstrip()) for line in found)
    assert len(found) == fewest
    assert longest <= shortest * 1.03
