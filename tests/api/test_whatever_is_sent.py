"""Whatever is sent to any route, the answer is one that its description knows, and never a 5xx."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import create_engine, delete
from tests.api.world import PASSWORD, opened, served

from sajangpick.settings import Settings
from sajangpick.storage.database import database_url
from sajangpick.storage.tables import BucketRow, UploadRow

EXAMPLES = 3
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EMAIL = "admin@example.com"


@schemathesis.serializer("application/offset+octet-stream")
def as_it_is(_: object, value: Any) -> bytes:
    """Pieces of uploads are bytes, whatever was made up."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


class Browser:
    """An administrator, with a token and with a session that is always good."""

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, timeout=30)

    def by_session(self) -> dict[str, str]:
        account = self._client.get("/api/account")
        if account.status_code == 401:
            account = self._client.post("/api/sign-in", json={"email": EMAIL, "password": PASSWORD})
        assert account.status_code == 200, account.text
        cookie = f"sajangpick_session={self._client.cookies['sajangpick_session']}"
        return {"Cookie": cookie, "X-CSRF-Token": account.json()["csrf"]}

    def by_token(self) -> dict[str, str]:
        body = {"name": "t", "scopes": ["read", "write", "admin"]}
        made = self._client.post("/api/tokens", json=body, headers=self.by_session())
        assert made.status_code == 201, made.text
        return {"Authorization": f"Bearer {made.json()['secret']}"}


@pytest.mark.anyio
async def test_every_answer_is_a_documented_one(roomy_settings: Settings) -> None:
    async with opened(roomy_settings) as world:
        admin, owner = await world.join("admin"), await world.join("owner")
        short, asset, picture = await world.short(admin), await world.asset(admin), await world.picture(admin)
        real = {
            "short_id": short.id,
            "job_id": short.job_id,
            "asset_id": asset.id,
            "creation_id": picture.id,
            "account_id": owner.account_id,
            "template_id": "signature",
            "issuer": "kakao",
        }
    wrong = list(found_wrong(roomy_settings, real))
    assert not wrong, "\n\n".join(wrong)


def found_wrong(chosen: Settings, real: dict[str, str]) -> Iterator[str]:
    """What was answered otherwise than documented, one line each."""
    with served(chosen) as address, requests.Session() as line, Browser(address) as browser, Limits(chosen) as limits:
        schema, token = schemathesis.openapi.from_url(f"{address}/openapi.json"), browser.by_token()
        for operation, mode, named in storms(schema, real):
            limits.forget()
            headers = token if named else browser.by_session()
            try:
                storm(operation.as_strategy(mode, path_parameters=named or None), headers, line)
            except Unsatisfiable:
                # There is nothing that it does not take.
                continue
            except Exception as error:
                yield f"{operation.label} ({mode.value}): {explained(error)}"


def storms(schema: Any, real: dict[str, str]) -> Iterator[tuple[Any, GenerationMode, dict[str, str]]]:
    """Each operation with what it asks for, with what it does not; about nothing, and about things that are there."""
    for result in schema.get_all_operations():
        operation = result.ok()
        known = {each.name: real[each.name] for each in operation.path_parameters if each.name in real}
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            yield operation, mode, {}
            if known:
                yield operation, mode, known


def storm(strategy: Any, headers: dict[str, str], line: requests.Session) -> None:
    """Some requests of a kind, each answered as documented."""

    @given(case=strategy)
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case: Case) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS, session=line, timeout=30)

    send()


def explained(error: BaseException) -> str:
    """Of a group of failures, each; with the request that showed it."""
    inner = getattr(error, "exceptions", ())
    return "\n".join(explained(each) for each in inner) if inner else f"{type(error).__name__}: {error}"


class Limits:
    """Lets what was asked before count for nothing: a storm is more than a person."""

    def __init__(self, chosen: Settings) -> None:
        url = database_url(chosen).replace("postgresql:", "postgresql+psycopg:")
        self._engine = create_engine(url)

    def __enter__(self) -> "Limits":
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()

    def forget(self) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(BucketRow))
            connection.execute(delete(UploadRow))
