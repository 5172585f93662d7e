"""Signed links, against the example that Amazon publishes the signature of its own algorithm with."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.storage.presign import Signer, disposition

SIGNER = Signer("https://s3.us-east-1.amazonaws.com/bucket", region="us-east-1", access_key="AK", secret_key="SK")
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def link(**changes: object) -> str:
    facts: dict[str, object] = {"name": "a.mp4", "media_type": "video/mp4", "seconds": 60, "inline": True, "now": NOON}
    return SIGNER.link("files/a", **(facts | changes))  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("change", [{"name": "b.mp4"}, {"seconds": 61}, {"inline": False}, {"media_type": "text/html"}])
def test_whatever_is_changed_changes_the_signature(change: dict[str, object]) -> None:
    assert link().rpartition("=")[2] != link(**change).rpartition("=")[2]
    assert link() == link()


def test_a_name_comes_in_two_spellings() -> None:
    header = disposition("새우 파스타.mp4", inline=False)
    assert header.startswith("attachment; filename=\"__ ___.mp4\"; filename*=UTF-8''%EC%83%88")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.booleans())
def test_no_name_breaks_out_of_the_header(name: str, inline: bool) -> None:
    header = disposition(name, inline=inline)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert header.count(";") == 2
