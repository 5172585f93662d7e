"""The card, by the contract of every engine; and as a photo that a short can be made of."""

import asyncio
from pathlib import Path

import pytest

from sajangpick.direction import direct
from sajangpick.engine import Finished, PictureRequest, make
from sajangpick.engines.card import LocalCard
from sajangpick.errors import BadInput, Unavailable
from sajangpick.inspection.photo import inspect_photo
from sajangpick.media.still import read_photo
from sajangpick.motion import dish_circle, dish_mask


def request(
    folder: Path, prompt: str = "김치찌개", size: tuple[int, int] = (180, 320), seed: int = 0
) -> PictureRequest:
    return PictureRequest(prompt, size, folder, seed)


def test_words_become_a_labelled_picture_of_the_size_that_was_asked_for(tmp_path: Path) -> None:
    made = asyncio.run(make(LocalCard(), request(tmp_path), key="a"))
    assert made.labelled
    assert made.path.parent == tmp_path
    assert read_photo(made.path).shape == (320, 180, 3)


def test_the_same_request_makes_the_same_picture_and_another_seed_another(tmp_path: Path) -> None:
    def drawn(seed: int) -> bytes:
        return asyncio.run(make(LocalCard(), request(tmp_path, seed=seed), key=str(seed))).path.read_bytes()

    assert drawn(1) == drawn(1) != drawn(2)


def test_a_picture_can_be_polled_by_another_process_while_it_is_there(tmp_path: Path) -> None:
    ticket = asyncio.run(LocalCard().submit(request(tmp_path), key="a"))
    assert isinstance(asyncio.run(LocalCard().poll(ticket)), Finished)
    asyncio.run(LocalCard().cancel(ticket))
    asyncio.run(LocalCard().cancel(ticket))
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Unavailable, match="gone"):
        asyncio.run(LocalCard().poll(ticket))


def test_what_cannot_be_drawn_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    for wrong in (request(tmp_path, prompt=" "), request(tmp_path, size=(1080, 9000))):
        with pytest.raises(BadInput):
            asyncio.run(LocalCard().submit(wrong, key="a"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("idea", ["얼큰한 김치찌개", "카페라떼", "우리집 특제 요리"])
def test_a_card_of_a_directed_prompt_is_a_photo_that_a_short_can_be_made_of(tmp_path: Path, idea: str) -> None:
    asked = request(tmp_path, prompt=direct(idea).prompt, size=(1080, 1920))
    photo = read_photo(asyncio.run(make(LocalCard(), asked, key="a")).path)
    assert inspect_photo(photo).advice == ()
    circle = dish_circle(dish_mask(photo))
    assert circle is not None
    assert (circle.x, circle.y) == pytest.approx((0.5, 0.53), abs=0.08)
    assert 0.3 < circle.radius < 0.5
