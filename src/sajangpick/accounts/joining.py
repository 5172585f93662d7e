"""Whom a sign-in elsewhere lets in: the account it was joined to, or one of the same proved e-mail, or a new one."""

from datetime import datetime

from sajangpick.accounts.email import normal_email
from sajangpick.accounts.oidc import Issuer, Person
from sajangpick.accounts.sessions import Opened
from sajangpick.accounts.sign_in import admit
from sajangpick.accounts.sign_up import Origin, make_account
from sajangpick.domain.account import Account, Role
from sajangpick.domain.credential import Identity
from sajangpick.domain.identifier import new_id
from sajangpick.errors import BadInput, Conflict
from sajangpick.settings import Settings
from sajangpick.storage import accounts, audits, identities
from sajangpick.storage.database import Database, Session


async def enter(
    database: Database, settings: Settings, issuer: Issuer, person: Person, *, origin: Origin, now: datetime
) -> Opened:
    """Sign a browser in. Only if the issuer has proved the e-mail, and so have we, is a known account opened by it.

    Else whoever claims another's e-mail, here or there, would share an account with its owner: Conflict `email_taken`.
    """
    async with database.writing() as session:
        known = await identities.find(session, issuer.address, subject=person.subject)
        if known is not None:
            account = await accounts.read(session, known.account_id)
            return await admit(session, account, how=issuer.name, origin=origin, now=now)
        account = await _account_of(session, settings, person, origin=origin, now=now)
        await _join(session, account, issuer, person, origin=origin, now=now)
        return await admit(session, account, how=issuer.name, origin=origin, now=now)


async def join(
    database: Database, account: Account, issuer: Issuer, person: Person, *, origin: Origin, now: datetime
) -> None:
    """Let this sign-in open an account whose owner is signed in; nothing happens if it does already.

    Conflict `identity_taken` if it opens another one.
    """
    async with database.writing() as session:
        known = await identities.find(session, issuer.address, subject=person.subject)
        if known is None or known.account_id != account.id:
            await _join(session, account, issuer, person, origin=origin, now=now)


async def part(database: Database, account: Account, issuer: Issuer, *, origin: Origin, now: datetime) -> None:
    """Let sign-ins at an issuer open the account no more; Conflict `last_way_in` if nothing else does."""
    async with database.writing() as session:
        ways = await identities.of_account(session, account.id)
        has_others = any(way.issuer != issuer.address for way in ways)
        if not has_others and await accounts.password_hash(session, account.id) is None:
            raise Conflict(
                "이 로그인을 끊으면 들어올 방법이 없어져요.",
                code="last_way_in",
                hint="로그인 화면의 ‘비밀번호를 잊었어요’로 먼저 비밀번호를 정해 주세요.",
            )
        await identities.remove(session, account.id, issuer=issuer.address)
        await _note(session, account, "identity.parted", issuer, origin, now)


async def _account_of(
    session: Session, settings: Settings, person: Person, *, origin: Origin, now: datetime
) -> Account:
    if person.email is None:
        raise BadInput("이메일을 받지 못해 가입할 수 없어요.", hint="동의 화면에서 이메일 제공에 동의해 주세요.")
    email = normal_email(person.email)
    account = await accounts.by_email(session, email)
    if account is None:
        verified_at = now if person.verified else None
        wanted = Account(new_id(), email, Role.OWNER, 0, now, verified_at=verified_at)
        return await make_account(session, settings, wanted, password_hash=None, origin=origin)
    if not person.verified or account.verified_at is None:
        raise Conflict(
            "이 이메일로 만든 계정이 이미 있어요.",
            code="email_taken",
            hint="이메일과 비밀번호로 로그인한 뒤, 설정에서 이 로그인을 연결해 주세요.",
        )
    return account


async def _join(
    session: Session, account: Account, issuer: Issuer, person: Person, *, origin: Origin, now: datetime
) -> None:
    await identities.add(session, Identity(issuer.address, person.subject, account.id, created_at=now))
    await _note(session, account, "identity.joined", issuer, origin, now)


async def _note(session: Session, account: Account, action: str, issuer: Issuer, origin: Origin, now: datetime) -> None:
    await audits.add(
        session,
        actor_id=account.id,
        action=action,
        target=account.id,
        detail={"how": issuer.name},
        address=origin.address,
        now=now,
    )
