"""Vendors that somebody else wrote: named by a setting, they are listed, asked and checked like ours."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sajangpick.__main__ import main
from sajangpick.engine import Kind, Mortal
from sajangpick.engines import chain, open_engine, profile_of, profiles
from sajangpick.errors import Misconfigured
from sajangpick.pipeline import engines_of
from sajangpick.settings import Settings, settings

TOY = """
from datetime import date
from sajangpick.engine import Kind, Profile
from sajangpick.engines.card import LocalCard

def profiles(won_per_usd):
    return (
        Profile("toy:draw", Kind.PICTURE, "Toy", price_won=round(0.02 * won_per_usd)),
        Profile("toy:old", Kind.PICTURE, "Old toy", sunset=date(2026, 1, 1)),
    )

def open_engine(profile, settings, transport):
    return LocalCard(profile)
"""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that Python imports from."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for name in [name for name in sys.modules if name.startswith("toy_")]:
        monkeypatch.delitem(sys.modules, name)
    (tmp_path / "toy_vendor.py").write_text(TOY, encoding="utf-8")
    return tmp_path


def toys(listed: str = "toy_vendor", **more: str) -> Settings:
    return Settings(_env_file=None, won_per_usd=1000, vendors=listed, **more)


def test_a_plug_in_s_engines_stand_behind_ours(shelf: Path) -> None:
    ours, theirs = profiles(Settings(_env_file=None, won_per_usd=1000)), profiles(toys(" toy_vendor ,"))
    assert theirs[: len(ours)] == ours
    assert [each.id for each in theirs[len(ours) :]] == ["toy:draw", "toy:old"]
    assert profile_of("toy:draw", toys()).price_won == 20
    with pytest.raises(Misconfigured):
        profile_of("toy:draw", toys(""))


def test_a_plug_in_s_engine_is_asked_in_a_chain(shelf: Path) -> None:
    chosen = toys(picture_engines="toy:draw,local:card")
    assert chain(Kind.PICTURE, chosen) == ("toy:draw", "local:card")
    assert open_engine("toy:draw", chosen).profile.price_won == 20
    assert isinstance(open_engine("toy:old", chosen), Mortal)
    assert [each.profile.id for each in engines_of(chosen).chain(Kind.PICTURE)] == ["toy:draw", "local:card"]


def test_the_command_lists_it(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAJANGPICK_VENDORS", "toy_vendor")
    monkeypatch.setenv("SAJANGPICK_PICTURE_ENGINES", "toy:draw")
    settings.cache_clear()
    ran = CliRunner().invoke(main, ["engines", "--json"])
    settings.cache_clear()
    listed = {each["id"]: each for each in json.loads(ran.output)["engines"]}
    assert (listed["toy:draw"]["asked"], listed["toy:old"]["state"]) == (1, "ended")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("toy_vendr", None, "'toy_vendr' cannot be imported"),
        ("toy_broken", "1 / 0", "'toy_broken' cannot be imported: division by zero"),
        ("toy_half", "def profiles(won_per_usd): return ()", r"'toy_half' has no open_engine\(\)"),
        ("toy_empty", "def open_engine(*_): ...", r"'toy_empty' has no profiles\(\)"),
        ("toy_wrong", f"{TOY}\ndef profiles(_): return 'toy'", "answered no profiles"),
        ("toy_thief", TOY.replace("toy:draw", "local:card"), "calls an engine 'local:card'"),
        ("toy_nameless", TOY.replace("toy:draw", "toy"), "calls an engine 'toy'"),
    ],
)
def test_what_is_no_vendor_is_told_in_a_sentence(shelf: Path, name: str, text: str | None, said: str) -> None:
    if text is not None:
        (shelf / f"{name}.py").write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured, match=said) as raised:
        profiles(toys(name))
    assert raised.value.hint


def test_two_plug_ins_cannot_share_an_engine(shelf: Path) -> None:
    (shelf / "toy_other.py").write_text(TOY, encoding="utf-8")
    with pytest.raises(Misconfigured, match="toy_other calls an engine 'toy:draw'"):
        profiles(toys("toy_vendor,toy_other"))
