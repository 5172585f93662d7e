"""diffusers, as far as it goes without PyTorch; `with_diffusers.py` draws with real pipelines."""

import math
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.engine import Kind
from sajangpick.engines import open_engine
from sajangpick.engines.diffusers import fitted
from sajangpick.errors import Misconfigured
from sajangpick.profiles import profile_of
from sajangpick.settings import Settings

SIDES = st.integers(360, 4096)


@given(st.tuples(SIDES, SIDES), st.sampled_from([512, 768, 1024]), st.sampled_from([16, 32, 64]))
def test_a_size_keeps_its_shape_and_the_area_that_a_model_knows(asked: tuple[int, int], side: int, step: int) -> None:
    width, height = fitted(asked, side=side, step=step)
    assert width % step == height % step == 0
    ideal = side / math.sqrt(asked[0] * asked[1])
    assert abs(width - asked[0] * ideal) <= step / 2
    assert abs(height - asked[1] * ideal) <= step / 2


@pytest.mark.parametrize(
    ("asked", "side", "size"),
    [
        ((1080, 1920), 1024, (768, 1360)),
        ((1080, 1920), 512, (384, 688)),
        ((1080, 1080), 1024, (1024, 1024)),
        ((4000, 10), 128, (2560, 16)),
    ],
)
def test_sizes_that_are_drawn(asked: tuple[int, int], side: int, size: tuple[int, int]) -> None:
    assert fitted(asked, side=side, step=16) == size


def test_without_a_model_there_is_no_engine() -> None:
    with pytest.raises(Misconfigured, match="no model") as raised:
        open_engine("diffusers:pipeline", Settings(_env_file=None))
    assert "SAJANGPICK_DIFFUSERS_MODEL" in raised.value.hint


def test_without_the_extra_it_says_how_to_get_it(tmp_path: Path) -> None:
    assert find_spec("torch") is None, "the extra stands in a folder of its own: see `make diffusers`"
    with pytest.raises(Misconfigured, match="torch is not installed") as raised:
        open_engine("diffusers:pipeline", Settings(_env_file=None, diffusers_model=str(tmp_path)))
    assert raised.value.hint == "pip install 'sajangpick[diffusers]'"


def test_it_is_at_home_and_costs_nothing() -> None:
    profile = profile_of("diffusers:pipeline", 1000)
    assert (profile.kind, profile.home, profile.repeatable, profile.cost_won()) == (Kind.PICTURE, True, True, 0)
