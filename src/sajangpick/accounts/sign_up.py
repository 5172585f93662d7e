"""Sign-up: the first account is the administrator; whether there may be more is a setting."""

from dataclasses import dataclass
from datetime import datetime

from sajangpick.accounts import letters, passwords, sessions
from sajangpick.accounts.email import normal_email
from sajangpick.accounts.letters import Letter
from sajangpick.accounts.sessions import Opened
from sajangpick.accounts.welcome import welcome
from sajangpick.domain.account import Account, Role
from sajangpick.domain.identifier import new_id
from sajangpick.errors import Forbidden
from sajangpick.settings import Settings
from sajangpick.storage import accounts, audits
from sajangpick.storage.database import Database, Session


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, for the audit and for the list of browsers."""

    address: str
    agent: str = ""


async def sign_up(
    database: Database,
    settings: Settings,
    *,
    email: str,
    password: str,
    language: str,
    origin: Origin,
    now: datetime,
) -> tuple[Opened, Letter]:
    """Make an account with a password and sign its browser in; also the letter that proves its e-mail."""
    name = normal_email(email)
    passwords.require_good(password, email=name)
    kept = await passwords.hashed(password)
    account = Account(new_id(), name, Role.OWNER, 0, now, language=language)
    async with database.writing() as session:
        made = await make_account(session, settings, account, password_hash=kept, origin=origin)
        opened = await sessions.open_session(session, made, agent=origin.agent, now=now)
        letter = await letters.write_confirmation(session, settings, made, now=now)
    return opened, letter


async def make_account(
    session: Session, settings: Settings, account: Account, *, password_hash: str | None, origin: Origin
) -> Account:
    """Keep a new account, and welcome it; the first one becomes the administrator, whoever is at the door.

    Forbidden if sign-up is closed, Conflict `email_taken` if the e-mail has an account.
    """
    await accounts.lock_making(session)
    is_first = not await accounts.are_any(session)
    if settings.signup == "closed" and not is_first:
        raise Forbidden("지금은 새로 가입할 수 없어요.", hint="운영자에게 계정을 부탁해 주세요.")
    await accounts.add(session, account, password_hash=password_hash)
    if is_first:
        await accounts.set_role(session, account.id, Role.ADMIN)
    await welcome(session, settings, account, now=account.created_at)
    await audits.add(
        session,
        actor_id=account.id,
        action="account.made",
        target=account.id,
        detail={"role": Role.ADMIN if is_first else Role.OWNER},
        address=origin.address,
        now=account.created_at,
    )
    return await accounts.read(session, account.id)
