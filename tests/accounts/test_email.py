import pytest
from hypothesis import given
from hypothesis import strategies as st

from sajangpick.accounts.email import LONGEST_LETTERS, normal_email
from sajangpick.errors import BadInput


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        (" Sajang@Example.COM ", "sajang@example.com"),
        ("a.b+c@example.co.kr", "a.b+c@example.co.kr"),
        ("사장@치킨.한국", "사장@치킨.한국"),
        ("sajang@" + "치킨.한국".encode("idna").decode(), "sajang@치킨.한국"),
    ],
)
def test_an_email_has_one_form(text: str, normal: str) -> None:
    assert normal_email(text) == normal


@given(st.text())
def test_whatever_is_written_is_an_email_or_refused(text: str) -> None:
    try:
        normal = normal_email(text)
    except BadInput:
        return
    assert normal_email(normal) == normal
    assert len(normal) <= LONGEST_LETTERS
    assert normal.isprintable()


@given(st.emails(domains=st.just("example.com")))
def test_an_email_s_normal_form_is_its_own(email: str) -> None:
    try:
        normal = normal_email(email)
    except BadInput:
        return  # what no server takes: a quoted name, a space
    assert normal_email(normal.upper()) == normal
