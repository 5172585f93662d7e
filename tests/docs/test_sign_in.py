"""What the page about sign-in tells operators is so."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pydantic import SecretStr

from sajangpick.accounts import oidc
from sajangpick.accounts.throttle import _EVERYBODY, _FIRST_WAIT_SECONDS, _ONE_BROWSER
from sajangpick.api.oidc import _redirect_uri
from sajangpick.settings import Settings

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "sign-in.md").read_text(encoding="utf-8")
ISSUERS = oidc.issuers(
    Settings(
        _env_file=None,
        public_url="https://shorts.example.com/",
        kakao_client_id="k",
        naver_client_id="n",
        google_client_id="g",
        oidc_issuer="https://issuer.example.com",
        oidc_client_id="o",
        oidc_client_secret=SecretStr("s"),
    )
)


@pytest.mark.parametrize("name", ISSUERS)
def test_the_address_to_register_is_the_one_that_is_sent(name: str) -> None:
    here = SimpleNamespace(settings=Settings(_env_file=None, public_url="https://shorts.example.com/"))
    address = _redirect_uri(cast(Any, here), ISSUERS[name])
    assert f"`{address}`" in PAGE
    assert f"SAJANGPICK_{name.upper()}_CLIENT_ID" in PAGE


def test_every_issuer_has_its_button() -> None:
    assert list(ISSUERS) == ["kakao", "naver", "google", "oidc"]


def test_the_waits_are_as_told() -> None:
    assert (_ONE_BROWSER.free, _ONE_BROWSER.longest_seconds) == (5, 15 * 60)
    assert (_FIRST_WAIT_SECONDS, _EVERYBODY.longest_seconds) == (30, 30)
    assert "Five wrong passwords" in PAGE


def test_every_code_that_a_browser_may_end_on_is_explained() -> None:
    for code in ("not_signed_in", "issuer_unavailable", "issuer_misconfigured", "bad_input", "email_taken",
                 "identity_taken", "forbidden"):  # fmt: skip
        assert f"| `{code}` |" in PAGE
