"""Sign-in with a password, and what becomes of passwords."""

from datetime import datetime

from sajangpick.accounts import letters, passwords, sessions, throttle
from sajangpick.accounts.email import normal_email
from sajangpick.accounts.letters import Letter, Purpose
from sajangpick.accounts.secret import digest
from sajangpick.accounts.sessions import Opened
from sajangpick.accounts.sign_up import Origin
from sajangpick.domain.account import Account
from sajangpick.domain.credential import BrowserSession
from sajangpick.errors import BadInput, Conflict, Forbidden, NotSignedIn
from sajangpick.settings import Settings
from sajangpick.storage import accounts, audits, identities, tokens
from sajangpick.storage import letters as kept_letters
from sajangpick.storage import sessions as kept_sessions
from sajangpick.storage.database import Database, Session


async def sign_in(
    database: Database, *, email: str, password: str, known_browser: str | None, origin: Origin, now: datetime
) -> Opened:
    """Sign a browser in. One answer, in one time, for a wrong password and for an e-mail that nobody has."""
    name = _name(email)
    counted = await throttle.count_try(database, name, address=origin.address, known_browser=known_browser, now=now)
    async with database.reading() as session:
        account, kept = await accounts.by_email_with_password(session, name)
    if not await passwords.fits(password, kept) or account is None or kept is None:
        raise NotSignedIn("이메일이나 비밀번호가 맞지 않아요.", hint="다시 확인하거나 비밀번호를 재설정해 주세요.")
    renewed = await passwords.hashed(password) if passwords.is_outdated(kept) else None
    async with database.writing() as session:
        await throttle.forgive(session, counted, now=now)
        if renewed is not None:
            await accounts.set_password(session, account.id, renewed)
        return await admit(session, account, how="password", origin=origin, now=now)


async def admit(session: Session, account: Account, *, how: str, origin: Origin, now: datetime) -> Opened:
    """Sign a browser in whose owner has proved who they are; Forbidden if the account is blocked."""
    if account.blocked_at is not None:
        raise Forbidden("사용이 정지된 계정이에요.", hint="운영자에게 문의해 주세요.")
    await _note(session, account, "account.signed_in", origin, now, how=how)
    return await sessions.open_session(session, account, agent=origin.agent, now=now)


async def change_password(
    database: Database,
    account: Account,
    *,
    browser: BrowserSession,
    current: str,
    new: str,
    origin: Origin,
    now: datetime,
) -> Opened:
    """Set another password, and sign out everywhere else; this browser gets a new session too."""
    await require_password(database, account, password=current, browser=browser, origin=origin, now=now)
    passwords.require_good(new, email=account.email)
    kept = await passwords.hashed(new)
    async with database.writing() as session:
        await accounts.set_password(session, account.id, kept)
        await kept_sessions.remove_all(session, account.id)
        await kept_letters.remove_all(session, account.id, purpose=Purpose.RESET)
        await _note(session, account, "account.password_changed", origin, now)
        return await sessions.open_session(session, account, agent=origin.agent, now=now)


async def require_password(
    database: Database, account: Account, *, password: str, browser: BrowserSession, origin: Origin, now: datetime
) -> None:
    """Have the owner at a signed-in browser prove again who they are; tries are throttled as at the door.

    Conflict `no_password` if the account has none.
    """
    async with database.reading() as session:
        kept = await accounts.password_hash(session, account.id)
    if kept is None:
        raise Conflict(
            "아직 비밀번호가 없는 계정이에요.",
            code="no_password",
            hint="로그인 화면의 ‘비밀번호를 잊었어요’로 먼저 비밀번호를 정해 주세요.",
        )
    counted = await throttle.count_try(
        database, account.email, address=origin.address, known_browser=browser.id, now=now
    )
    if not await passwords.fits(password, kept):
        raise Forbidden("지금 비밀번호가 맞지 않아요.", hint="다시 확인해 주세요.")
    async with database.writing() as session:
        await throttle.forgive(session, counted, now=now)


async def reset_password(
    database: Database, settings: Settings, *, letter: str, new: str, origin: Origin, now: datetime
) -> tuple[Opened, Letter]:
    """Set a password by letter, sign out everywhere, and sign this browser in; also a letter that tells the owner.

    If nobody had proved this e-mail before, whoever made the account may not have been its owner: then every token and
    every sign-in elsewhere goes too.
    """
    passwords.require_good(new, email="")
    kept = await passwords.hashed(new)
    async with database.writing() as session:
        account = await letters.use(session, letter, Purpose.RESET, now=now)
        passwords.require_good(new, email=account.email)
        if account.verified_at is None:
            await tokens.revoke_all(session, account.id, now=now)
            await identities.remove_all(session, account.id)
        await accounts.set_password(session, account.id, kept)
        await accounts.set_verified(session, account.id, now=now)
        await kept_sessions.remove_all(session, account.id)
        await kept_letters.remove_all(session, account.id, purpose=Purpose.RESET)
        await _note(session, account, "account.password_reset", origin, now)
        verified = await accounts.read(session, account.id)
        opened = await admit(session, verified, how="letter", origin=origin, now=now)
    return opened, letters.tell_of_new_password(account, settings)


async def confirm_email(database: Database, letter: str, *, now: datetime) -> None:
    """Note that a letter arrived where it was sent."""
    async with database.writing() as session:
        account = await letters.use(session, letter, Purpose.CONFIRM, now=now)
        await accounts.set_verified(session, account.id, now=now)


async def sign_out(database: Database, secret: str) -> None:
    """Sign the browser with this secret out."""
    async with database.writing() as session:
        await kept_sessions.close(session, digest(secret))


async def sign_out_everywhere(database: Database, account: Account, *, origin: Origin, now: datetime) -> None:
    """Sign every browser of the account out, this one too."""
    async with database.writing() as session:
        await kept_sessions.remove_all(session, account.id)
        await _note(session, account, "account.signed_out_everywhere", origin, now)


def _name(email: str) -> str:
    """What is asked for; whatever is no e-mail is nobody's."""
    try:
        return normal_email(email)
    except BadInput:
        return email.casefold()


async def _note(
    session: Session, account: Account, action: str, origin: Origin, now: datetime, *, how: str = ""
) -> None:
    await audits.add(
        session,
        actor_id=account.id,
        action=action,
        target=account.id,
        detail={"how": how} if how else {},
        address=origin.address,
        now=now,
    )
