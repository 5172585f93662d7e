from fractions import Fraction

import numpy as np
import pytest

from sajangpick.domain.dish import Dish
from sajangpick.domain.order import Order
from sajangpick.domain.price import parse_price
from sajangpick.errors import TextDoesNotFit
from sajangpick.media.frame import U8
from sajangpick.renderer import display_list, frame
from sajangpick.template import TEMPLATE_IDS, load_template
from sajangpick.template.preview import CLIP, preview

ORDER = Order(Dish("새우 파스타", parse_price("18000")))
BLUE: U8 = np.full((1, 1, 3), (200, 60, 40), np.uint8)


@pytest.mark.parametrize("template_id", TEMPLATE_IDS)
def test_every_template_can_be_seen_without_a_photo(template_id: str) -> None:
    seen = preview(load_template(template_id), ORDER, width=270)
    shown = display_list(seen.script, world=seen.world)
    assert (shown["width"], shown["height"]) == (270, 480)
    assert list(shown["sources"]) == [CLIP]
    assert frame(seen.script, world=seen.world).shape == (480, 270, 4)


def test_the_given_colours_stand_where_the_photo_will_be() -> None:
    seen = preview(load_template("minimal"), ORDER, colors=BLUE, width=270)
    drawn = frame(seen.script, Fraction(4), world=seen.world)
    assert np.abs(drawn[250, 150, :3].astype(int) - BLUE[0, 0]).max() <= 3


def test_tiles_are_laid_as_they_lie_in_the_photo() -> None:
    tiles = np.array([[[0, 0, 255]], [[255, 0, 0]]], np.uint8)
    seen = preview(load_template("minimal"), ORDER, colors=tiles, photo_size=(300, 400))
    picture = seen.world.pixels(CLIP, Fraction(0)).to_bgr()
    height, width = picture.shape[:2]
    assert picture[height // 8, width // 2, 2] > 200
    assert picture[-height // 8, width // 2, 0] > 200


def test_a_photo_gives_the_clip_of_the_recipe() -> None:
    photo = np.full((640, 480, 3), 90, np.uint8)
    photo[200:440, 120:360] = (40, 120, 220)
    seen = preview(load_template("signature"), ORDER, photo=photo, width=270)
    source = seen.world.source(CLIP)
    assert source.size is not None
    assert source.size.width == 270
    assert seen.world.pixels(CLIP, Fraction(1)).width == 270


def test_a_preview_lasts_as_long_as_is_wanted() -> None:
    seen = preview(load_template("signature"), ORDER, seconds=7.5)
    assert seen.solved.music.seconds == pytest.approx(7.5)


def test_a_text_that_does_not_fit_is_refused_in_a_preview_too() -> None:
    order = Order(Dish("아주 " * 60 + "긴 이름", parse_price("18000")))
    with pytest.raises(TextDoesNotFit):
        preview(load_template("signature"), order)
