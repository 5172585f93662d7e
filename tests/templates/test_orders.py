"""Every template with every kind of order: all words are there, in their places, in order of importance."""

from dataclasses import replace
from itertools import combinations, product

import pytest
import regex
from tests.templates.conftest import NAMES, PRICES, SHOPS, plate, solved

from sajangpick.domain.dish import Dish
from sajangpick.domain.order import Order
from sajangpick.domain.price import Price
from sajangpick.errors import BadInput, TextDoesNotFit
from sajangpick.provenance.badge import BADGE_TEXT
from sajangpick.renderer.script import parse
from sajangpick.template import TEMPLATE_IDS, Solved, load_template, solve
from sajangpick.template.arrange import SAFE
from sajangpick.template.document import element, elements, seen
from sajangpick.template.place import Placed

ids = pytest.mark.parametrize("id", TEMPLATE_IDS)
orders = pytest.mark.parametrize(
    ("price", "shop"),
    [("plain", "full"), ("six digits, reduced", "nothing"), ("six digits, reduced", "logo and long lines")],
)
BLEED_PIXELS = 2
"""Side bearings of small type, which is aligned by its boxes."""


def texts(result: Solved, id: str) -> list[Placed]:
    return [text for text in result.texts if text.id == id or (text.id.startswith(f"{id}-") and text.id[-1].isdigit())]


@ids
@orders
def test_all_ink_stays_in_the_safe_box(id: str, name: str, price: str, shop: str) -> None:
    for text in solved(id, name, price, shop).texts:
        room = SAFE.grown(BLEED_PIXELS)
        ink = text.ink
        inside = room.left <= ink.left and ink.right <= room.right and room.top <= ink.top and ink.bottom <= room.bottom
        assert inside, (text.id, ink)


@ids
@orders
def test_the_owners_words_are_all_there(id: str, name: str, price: str, shop: str) -> None:
    result = solved(id, name, price, shop)
    shown = texts(result, "menu")
    assert "".join(shown[0].lines).replace(" ", "") == NAMES[name].replace(" ", "")
    written = [
        str(element(result.script, text.id)["text"]) for text in result.texts if text.id in {"price", "end-price"}
    ]
    assert len(written) == 2
    assert all(PRICES[price].digits in text for text in written)


@ids
@orders
def test_no_text_lies_on_another(id: str, name: str, price: str, shop: str) -> None:
    result = solved(id, name, price, shop)
    for one, other in combinations(result.texts, 2):
        if hand_written(result, one) and hand_written(result, other):
            continue
        (start, end), (other_start, other_end) = (seen(result.script, text.id) for text in (one, other))
        if min(end, other_end) - max(start, other_start) > 0.3:
            common = one.ink.intersection(other.ink)
            assert common.width <= 1 or common.height <= 4, (one.id, one.ink, other.id, other.ink)


def hand_written(result: Solved, text: Placed) -> bool:
    """Lines of handwriting reach into each other, as they do on paper."""
    return element(result.script, text.id)["font_family"] == "Nanum Pen Script"


@ids
def test_the_finished_document_holds_no_decision(id: str, name: str) -> None:
    result = solved(id, name, "plain", "full")
    assert "sajangpick" not in result.script
    assert parse(result.script).warnings == ()
    assert not any(regex.search(r"\{\w+\}", str(each.get("text", ""))) for each in elements(result.script))


@ids
def test_the_badge_is_there_from_the_first_frame_to_the_last_and_never_moves(id: str) -> None:
    for name, shop in (("two letters", "full"), ("forty letters", "nothing")):
        result = solved(id, name, "plain", shop)
        for part in ("badge", "badge-pill"):
            badge = element(result.script, part)
            assert seen(result.script, part) == (0, result.script["duration"])
            assert "animations" not in badge
            assert isinstance(badge["x"], int | float)
        assert texts(result, "badge")[0].says == BADGE_TEXT
        assert (element(result.script, "badge-pill")["x"], element(result.script, "badge-pill")["y"]) == (65, 270)


@ids
@pytest.mark.parametrize("price", PRICES)
def test_the_price_can_be_read_long_enough(id: str, price: str) -> None:
    result = solved(id, "nine letters", price, "full")
    stretches = []
    for part in ("price", "end-price"):
        start, end = seen(result.script, part)
        animations = element(result.script, part).get("animations", [])
        entrance = max((a["duration"] for a in animations if a["time"] == "start"), default=0)
        exit_ = max((a["duration"] for a in animations if a["time"] == "end"), default=0)
        stretches.append(end - exit_ - start - 0.5 * entrance)
    assert sum(stretches) >= 3.0
    assert max(stretches) >= 2.0


@ids
def test_the_name_is_larger_than_what_explains_it(id: str) -> None:
    result = solved(id, "nine letters", "plain", "full")
    sizes = {text.id: text.size for text in result.texts}
    details = [sizes[part] for part in ("address", "phone") if part in sizes]
    assert sizes["menu"] >= 1.6 * max(details)
    assert all(size >= 34 for part, size in sizes.items() if part != "badge" and part != "label")


@ids
def test_without_an_old_price_nothing_speaks_of_one(id: str) -> None:
    plain = solved(id, "nine letters", "plain", "full")
    there = {each["id"] for each in elements(plain.script)}
    assert not there & {"before", "before-strike", "chip", "percent"}
    assert not any("%" in text.says for text in plain.texts)


def test_the_deal_counts_from_the_old_price_to_the_new() -> None:
    price = element(solved("todays-deal", "two letters", "six digits, reduced", "full").script, "price")
    assert price["animations"][0]["counting_from"] == "160,000원"
    alone = element(solved("todays-deal", "two letters", "plain", "full").script, "price")
    assert all(animation["type"] != "text-counter" for animation in alone["animations"])


@ids
def test_a_missing_line_closes_its_gap(id: str) -> None:
    full = solved(id, "nine letters", "plain", "full")
    # The upper line of a group that stands on the ground leaves no gap; the lower one does.
    missing = "phone" if id == "minimal" else "address"
    shop = replace(SHOPS["full"], **{missing: ""}, hours="")
    gone = solve(load_template(id), Order(Dish(NAMES["nine letters"], Price(4500)), shop), photo=plate("dark"))
    assert not texts(gone, missing)
    before = {text.id: text.baseline for text in full.texts}
    assert any(abs(before[text.id] - text.baseline) > 20 for text in gone.texts)


@ids
def test_a_logo_stands_in_its_own_proportions(id: str) -> None:
    logo = element(solved(id, "nine letters", "plain", "logo and long lines").script, "logo")
    assert logo["source"] == "logo"
    assert logo["width"] / logo["height"] == pytest.approx(1.5, abs=0.02)
    without = {each["id"] for each in elements(solved(id, "nine letters", "plain", "full").script)}
    assert "logo" not in without


@ids
def test_another_tempo_keeps_the_beats(id: str) -> None:
    template = load_template(id)
    order = Order(Dish("라면", Price(4500)), SHOPS["full"])
    slower = solve(template, order, photo=plate("dark"), bpm=template.block.music.bpm * 0.96)
    assert slower.script["duration"] == pytest.approx(template.seconds / 0.96, abs=0.01)
    assert slower.clip.seconds == slower.music.seconds == pytest.approx(template.seconds / 0.96, abs=0.01)
    assert parse(slower.script).warnings == ()


@ids
def test_a_name_that_fits_nowhere_is_refused_before_anything_is_drawn(id: str) -> None:
    with pytest.raises(TextDoesNotFit) as refusal:
        solve(load_template(id), Order(Dish("아주" * 60, Price(4500))), photo=plate("dark"))
    assert refusal.value.hint


def test_an_unknown_template_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadInput, match="없습니다") as refusal:
        load_template("disco")
    assert all(id in refusal.value.hint for id in TEMPLATE_IDS)


def test_the_owners_own_call_to_action_is_taken() -> None:
    for id, words in product(TEMPLATE_IDS, ({"cta": "지금, 한 그릇"},)):
        result = solve(load_template(id), Order(Dish("라면", Price(4500)), SHOPS["full"], words), photo=plate("dark"))
        if id != "cafe":
            assert any(text.says == "지금, 한 그릇" for text in result.texts), id
