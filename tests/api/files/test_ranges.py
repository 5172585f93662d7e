"""Which bytes a request asks for, and whether it asks for any: RFC 9110, sections 13 and 14, as a table."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.api.ranges import Span, Version, asked_span, is_known, is_unmet

VERSION = Version('"tag"', datetime(2026, 11, 22, 3, 4, 5, 678_000, tzinfo=UTC))
THEN = "Sun, 22 Nov 2026 03:04:05 GMT"
BEFORE = "Sun, 22 Nov 2026 03:04:04 GMT"
SIZE = 1000
WHOLE, NONE = None, Span(0, 0)

RANGES: dict[str, Span | None] = {
    "bytes=0-0": Span(0, 1),
    "bytes=0-499": Span(0, 500),
    "bytes=500-999": Span(500, 1000),
    "bytes=500-": Span(500, 1000),
    "bytes=0-": Span(0, 1000),
    "bytes=999-": Span(999, 1000),
    "bytes=-1": Span(999, 1000),
    "bytes=-1000": Span(0, 1000),
    "bytes=-5000": Span(0, 1000),
    "bytes=900-5000": Span(900, 1000),
    "bytes=0-99999999999999999": Span(0, 1000),
    "Bytes=1-2": Span(1, 3),
    "bytes= 1 - 2 ": Span(1, 3),
    # The file does not have them: 416.
    "bytes=1000-": NONE,
    "bytes=1000-1001": NONE,
    "bytes=-0": NONE,
    # Not a range, or not one that we cut: the whole file.
    "": WHOLE,
    "bytes": WHOLE,
    "bytes=": WHOLE,
    "bytes=-": WHOLE,
    "bytes=a-b": WHOLE,
    "bytes=5-4": WHOLE,
    "bytes=0-1,5-6": WHOLE,
    "bytes=0--1": WHOLE,
    "bytes=٠-١": WHOLE,
    "items=0-1": WHOLE,
    f"bytes={'9' * 5000}-": WHOLE,
}


@pytest.mark.parametrize(("asked", "span"), RANGES.items(), ids=[key[:24] for key in RANGES])
def test_a_range_is_read_as_the_standard_says(asked: str, span: Span | None) -> None:
    found = asked_span({"range": asked}, SIZE, VERSION)
    if span == NONE:
        assert found is not None
        assert found.is_empty
    else:
        assert found == span


@pytest.mark.parametrize(
    ("condition", "holds"),
    [('"tag"', True), (THEN, True), ('"other"', False), ('W/"tag"', False), (BEFORE, False), ("*", False), ("", False)],
)
def test_if_range_wants_this_very_file(condition: str, holds: bool) -> None:
    found = asked_span({"range": "bytes=1-2", "if-range": condition}, SIZE, VERSION)
    assert found == (Span(1, 3) if holds else None)


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        ({"if-none-match": '"tag"'}, True),
        ({"if-none-match": 'W/"tag"'}, True),
        ({"if-none-match": '"a", "tag"'}, True),
        ({"if-none-match": "*"}, True),
        ({"if-none-match": '"a"'}, False),
        ({"if-none-match": '"a"', "if-modified-since": THEN}, False),
        ({"if-modified-since": THEN}, True),
        ({"if-modified-since": BEFORE}, False),
        ({"if-modified-since": "yesterday"}, False),
        ({}, False),
    ],
)
def test_who_has_it_is_not_sent_it(headers: dict[str, str], known: bool) -> None:
    assert is_known(headers, VERSION) is known


@pytest.mark.parametrize(
    ("headers", "unmet"),
    [
        ({"if-match": '"tag"'}, False),
        ({"if-match": "*"}, False),
        ({"if-match": 'W/"tag"'}, True),
        ({"if-match": '"a"'}, True),
        ({"if-unmodified-since": THEN}, False),
        ({"if-unmodified-since": BEFORE}, True),
        ({"if-unmodified-since": "Sun, 22 Nov 2026 03:04:05"}, False),
        ({}, False),
    ],
)
def test_who_means_another_gets_none(headers: dict[str, str], unmet: bool) -> None:
    assert is_unmet(headers, VERSION) is unmet


@given(st.text(max_size=60), st.integers(1, 10**12))
def test_any_header_gives_bytes_that_the_file_has(text: str, size: int) -> None:
    for asked in (text, f"bytes={text}"):
        span = asked_span({"range": asked}, size, VERSION)
        assert span is None or span.is_empty or 0 <= span.start < span.end <= size
