"""Accounts, by id and by e-mail; the first one made is the administrator."""

import asyncio
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Update, delete, func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from sajangpick.domain.account import Account, Role
from sajangpick.domain.page import Page
from sajangpick.errors import Conflict, NotFound
from sajangpick.storage.database import Session
from sajangpick.storage.rows import fresh, newest
from sajangpick.storage.tables import AccountRow, AuditRow

# Any number that nothing else of ours locks by: "acct" in ASCII.
_MAKING_LOCK = 0x61636374
# How long a deletion waits for a row (well below PostgreSQL's deadlock_timeout of a second), how often, and between.
_LOCK_MS, _TRIES, _PAUSE_SECONDS = 200, 10, 0.1
# PostgreSQL's code for it.
_LOCK_NOT_AVAILABLE = "55P03"


async def lock_making(session: Session) -> None:
    """Let nobody else make accounts or change roles until the transaction ends.

    SQLite has one writer anyway; on PostgreSQL two first visitors could otherwise both see an empty table.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text(f"SELECT pg_advisory_xact_lock({_MAKING_LOCK})"))


async def are_any(session: Session) -> bool:
    """Whether there is an account at all."""
    return (await session.scalars(select(AccountRow.id).limit(1))).first() is not None


async def add(session: Session, account: Account, *, password_hash: str | None) -> None:
    """Keep a new account; Conflict `email_taken` if its e-mail has one already."""
    row = AccountRow(
        id=account.id,
        email=account.email,
        password_hash=password_hash,
        role=account.role,
        balance=account.balance,
        language=account.language,
        created_at=account.created_at,
        verified_at=account.verified_at,
    )
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise Conflict(
            "이미 가입된 이메일이에요.",
            code="email_taken",
            hint="로그인하거나, 비밀번호를 잊으셨다면 재설정해 주세요.",
        ) from error


async def read(session: Session, account_id: str) -> Account:
    """The account; NotFound if there is none."""
    account = await _first(session, AccountRow.id == account_id)
    if account is None:
        raise NotFound("계정을 찾을 수 없어요.", hint="주소를 확인해 주세요.")
    return account


async def by_email(session: Session, email: str) -> Account | None:
    """The account of this e-mail, which is in its normal form."""
    return await _first(session, AccountRow.email == email)


async def by_email_with_password(session: Session, email: str) -> tuple[Account | None, str | None]:
    """The same with its hashed password: one question, whether or not there is an account."""
    found = (await session.scalars(fresh(select(AccountRow).where(AccountRow.email == email)))).first()
    return (None, None) if found is None else (as_account(found), found.password_hash)


async def password_hash(session: Session, account_id: str) -> str | None:
    """The account's password, hashed; None if it has none (signed up elsewhere)."""
    return (await session.scalars(select(AccountRow.password_hash).where(AccountRow.id == account_id))).first()


async def set_password(session: Session, account_id: str, hashed: str) -> None:
    """Give the account another password."""
    await session.execute(_change(account_id).values(password_hash=hashed))


async def set_verified(session: Session, account_id: str, *, now: datetime) -> None:
    """Note that the e-mail is the owner's, unless that is known."""
    await session.execute(_change(account_id).where(AccountRow.verified_at.is_(None)).values(verified_at=now))


async def set_language(session: Session, account_id: str, language: str) -> None:
    """Write to the account in this language from now on."""
    await session.execute(_change(account_id).values(language=language))


async def set_blocked(session: Session, account_id: str, blocked_at: datetime | None) -> None:
    """Let the account in nowhere, or in again; Conflict `last_admin` if nobody could administer any more."""
    if blocked_at is not None:
        await _require_another_admin(session, account_id)
    await session.execute(_change(account_id).values(blocked_at=blocked_at))


async def set_role(session: Session, account_id: str, role: Role) -> None:
    """Give the account a role; Conflict `last_admin` if nobody could administer any more."""
    if role is not Role.ADMIN:
        await _require_another_admin(session, account_id)
    await session.execute(_change(account_id).values(role=role))


async def page(session: Session, *, after: str | None = None, limit: int, search: str | None = None) -> Page[Account]:
    """Accounts, the newest first; `search` is a part of the e-mail."""
    wanted = select(AccountRow)
    if search:
        wanted = wanted.where(AccountRow.email.contains(search.casefold(), autoescape=True))
    return await newest(session, wanted, as_account, key=AccountRow.id, after=after, limit=limit)


async def emails(session: Session, account_ids: Iterable[str]) -> dict[str, str]:
    """The e-mail of each of these accounts that there is, by its id."""
    rows = await session.execute(select(AccountRow.id, AccountRow.email).where(AccountRow.id.in_(set(account_ids))))
    return {row.id: row.email for row in rows}


async def remove(session: Session, account_id: str) -> None:
    """Delete the account and every row of it; its lines in the audit stay, without a name, an address or a detail.

    Conflict `last_admin` if others would be left with nobody to administer, `account_busy` if others keep at its rows.
    """
    others = select(AccountRow.id).where(AccountRow.id != account_id).limit(1)
    await lock_making(session)
    if (await session.scalars(others)).first() is not None:
        await _require_another_admin(session, account_id)
    own, about = AuditRow.actor_id == account_id, AuditRow.target == account_id
    await session.execute(update(AuditRow).where(about).values(target="", detail={}))
    await session.execute(update(AuditRow).where(own).values(actor_id=None, address="", detail={}))
    for _ in range(_TRIES):
        try:
            async with session.begin_nested():
                await _remove_rows(session, account_id)
            return
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
        await asyncio.sleep(_PAUSE_SECONDS)
    raise Conflict(
        "아직 처리하고 있는 작업이 있어요.", code="account_busy", retry_after=1, hint="잠시 뒤에 다시 시도해 주세요."
    )


def as_account(row: AccountRow) -> Account:
    """The noun of a row, for the other files of this package."""
    return Account(
        id=row.id,
        email=row.email,
        role=Role(row.role),
        balance=row.balance,
        created_at=row.created_at,
        blocked_at=row.blocked_at,
        language=row.language,
        verified_at=row.verified_at,
    )


async def _remove_rows(session: Session, account_id: str) -> None:
    """The account's row goes first and takes the others along; everybody else locks those first, a job, then it.

    So whoever settles a job meanwhile would wait for us, and we for them. We are the ones who give way, and soon:
    PostgreSQL would end either after a second.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text(f"SET LOCAL lock_timeout = {_LOCK_MS}"))
    await session.execute(delete(AccountRow).where(AccountRow.id == account_id))


async def _require_another_admin(session: Session, account_id: str) -> None:
    await lock_making(session)
    able = (AccountRow.role == Role.ADMIN) & AccountRow.blocked_at.is_(None)
    is_able = await session.scalar(select(func.count()).where(able, AccountRow.id == account_id))
    others = await session.scalar(select(func.count()).where(able, AccountRow.id != account_id))
    if is_able and not others:
        raise Conflict(
            "관리자가 한 명도 남지 않게 돼요.",
            code="last_admin",
            hint="다른 계정을 먼저 관리자로 지정해 주세요.",
        )


async def _first(session: Session, where: ColumnElement[bool]) -> Account | None:
    row = (await session.scalars(fresh(select(AccountRow).where(where)))).first()
    return None if row is None else as_account(row)


def _change(account_id: str) -> Update:
    return update(AccountRow).where(AccountRow.id == account_id)
