"""Temporary names: the target appears whole or not at all."""

from pathlib import Path

import pytest

from sajangpick.errors import BadInput
from sajangpick.media.unfinished import unfinished


def test_the_target_appears_at_the_end_only(tmp_path: Path) -> None:
    target = tmp_path / "a.mp4"
    with unfinished(target) as draft:
        draft.write_bytes(b"whole")
        assert draft.parent == tmp_path
        assert not target.exists()
    assert target.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [target]


def test_after_an_exception_nothing_is_left(tmp_path: Path) -> None:
    def fail() -> None:
        with unfinished(tmp_path / "a.mp4") as draft:
            draft.write_bytes(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not list(tmp_path.iterdir())


def test_two_drafts_of_one_target_do_not_meet(tmp_path: Path) -> None:
    with unfinished(tmp_path / "a") as first, unfinished(tmp_path / "a") as second:
        assert first != second
        first.write_bytes(b"1")
        second.write_bytes(b"2")
    assert (tmp_path / "a").read_bytes() == b"1"


def test_a_folder_and_a_missing_folder_are_refused(tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "none" / "a.mp4"):
        with pytest.raises(BadInput), unfinished(target):
            pass
