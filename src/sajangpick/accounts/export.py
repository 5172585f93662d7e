"""Everything that is kept about an account, as one JSON document, written while it is read."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import Field, fields
from datetime import datetime
from typing import Any, ClassVar, Protocol, cast

from pydantic.alias_generators import to_camel

from sajangpick.domain.account import Account
from sajangpick.domain.page import ItemT, Page
from sajangpick.storage import assets, creations, identities, jobs, ledger, sessions, shops, shorts, tokens
from sajangpick.storage.database import Database, Session

_PAGE = 200


class _Noun(Protocol):
    """A frozen dataclass of `domain`."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


async def export(database: Database, account: Account, *, now: datetime) -> AsyncGenerator[str]:
    """The document in pieces, so that however much there is takes no memory; keys are camelCase, times ISO 8601.

    `account`, `shop`, `identities`, `sessions`, `tokens`, then the lists `shorts`, `creations`, `jobs`, `ledger`
    and `assets`, the newest first. Nothing that opens anything (passwords, secrets) is in it.
    """
    async with database.reading() as session:
        single: dict[str, object] = {
            "exportedAt": now,
            "account": account,
            "shop": await shops.read(session, account.id),
            "identities": await identities.of_account(session, account.id),
            "sessions": await sessions.of_account(session, account.id, now=now),
            "tokens": await tokens.of_account(session, account.id),
        }
    yield "{" + ",\n".join(f'"{name}": {_json(value)}' for name, value in single.items())
    whose = account.id
    lists = {
        "shorts": _pages(database, lambda session, after: shorts.page(session, whose, after=after, limit=_PAGE)),
        "creations": _pages(database, lambda session, after: creations.page(session, whose, after=after, limit=_PAGE)),
        "jobs": _pages(database, lambda session, after: jobs.page(session, account_id=whose, after=after, limit=_PAGE)),
        "ledger": _pages(database, lambda session, after: ledger.page(session, whose, after=after, limit=_PAGE)),
        "assets": _pages(database, lambda session, after: assets.page(session, whose, after=after, limit=_PAGE)),
    }
    for name, pieces in lists.items():
        yield f',\n"{name}": ['
        async for piece in pieces:
            yield piece
        yield "]"
    yield "}\n"


async def _pages(
    database: Database, read: Callable[[Session, str | None], Awaitable[Page[ItemT]]]
) -> AsyncGenerator[str]:
    after, joint = None, "\n"
    while True:
        # A session for each page: a slow download must not keep a connection.
        async with database.reading() as session:
            page = await read(session, after)
        for item in page.items:
            yield joint + _json(item)
            joint = ",\n"
        if page.next is None:
            return
        after = page.next


# A session's CSRF value opens something, together with its cookie.
_UNSAID = frozenset({"csrf"})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case frozenset():
            return sorted(map(str, value))
        case _:
            noun = cast(_Noun, value)
            return {to_camel(each.name): getattr(noun, each.name) for each in fields(noun) if each.name not in _UNSAID}
