"""Letters: e-mails with a secret in them, which prove that whoever shows it reads that e-mail's mail.

The secret stands behind the link's `#`, which no browser sends to a server and no log sees.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sajangpick.accounts.limits import Allowance, take
from sajangpick.accounts.secret import digest, new_secret
from sajangpick.domain.account import Account
from sajangpick.errors import BadInput
from sajangpick.settings import Settings
from sajangpick.storage import accounts, letters
from sajangpick.storage.database import Database, Session


class Purpose(StrEnum):
    """What a letter is good for."""

    RESET = "reset"
    CONFIRM = "confirm"


_LIVES = {Purpose.RESET: timedelta(hours=1), Purpose.CONFIRM: timedelta(days=3)}
# Nobody needs more; without a limit anybody could fill anybody's mailbox.
_LETTERS = Allowance(burst=3, per_second=3 / 3600)


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail that is ready to be sent."""

    to: str
    subject: str
    text: str


async def write_reset(database: Database, settings: Settings, email: str, *, now: datetime) -> Letter | None:
    """A letter to set a new password with; None if there is no such account, or it was written to too often."""
    async with database.writing() as session:
        account = await accounts.by_email(session, email)
        if account is None or account.blocked_at is not None:
            return None
        if await take(session, {f"letter:{account.id}": _LETTERS}, now=now) > 0:
            return None
        link = await _link(session, settings, account, Purpose.RESET, now=now)
    if account.language == "en":
        return Letter(account.email, "Set a new password", _RESET_ENGLISH.format(link=link))
    return Letter(account.email, "비밀번호를 새로 정해 주세요", _RESET_KOREAN.format(link=link))


async def write_confirmation(session: Session, settings: Settings, account: Account, *, now: datetime) -> Letter:
    """A letter that proves the e-mail; TooMany is up to the caller."""
    link = await _link(session, settings, account, Purpose.CONFIRM, now=now)
    if account.language == "en":
        return Letter(account.email, "Confirm your e-mail", _CONFIRM_ENGLISH.format(link=link))
    return Letter(account.email, "이메일을 확인해 주세요", _CONFIRM_KOREAN.format(link=link))


def tell_of_new_password(account: Account, settings: Settings) -> Letter:
    """A letter to the owner, in case it was somebody else."""
    link = _page(settings, "forgot-password")
    if account.language == "en":
        return Letter(account.email, "Your password was changed", _CHANGED_ENGLISH.format(link=link))
    return Letter(account.email, "비밀번호가 바뀌었어요", _CHANGED_KOREAN.format(link=link))


async def use(session: Session, secret: str, purpose: Purpose, *, now: datetime) -> Account:
    """Use a letter up: whose it is. BadInput if it is unknown, too old, or was used before."""
    account_id = await letters.use(session, digest(secret), purpose=purpose, now=now)
    if account_id is None:
        raise BadInput("이 링크는 이미 쓰였거나 기한이 지났어요.", hint="새 메일을 요청해 주세요.")
    return await accounts.read(session, account_id)


async def _link(session: Session, settings: Settings, account: Account, purpose: Purpose, *, now: datetime) -> str:
    secret = new_secret()
    await letters.add(session, digest(secret), account_id=account.id, purpose=purpose, expires_at=now + _LIVES[purpose])
    page = {Purpose.RESET: "new-password", Purpose.CONFIRM: "confirm-email"}[purpose]
    return f"{_page(settings, page)}#letter={secret}"


def _page(settings: Settings, name: str) -> str:
    return f"{settings.public_url.rstrip('/')}/{name}"


_RESET_KOREAN = """\
아래 링크를 눌러 비밀번호를 새로 정해 주세요. 한 시간 동안, 한 번만 쓸 수 있어요.

{link}

요청하신 적이 없다면 이 메일은 무시하셔도 돼요. 비밀번호는 그대로예요."""

_RESET_ENGLISH = """\
Follow this link to set a new password. It works once, for one hour.

{link}

If you did not ask for it, ignore this e-mail: your password stays as it is."""

_CONFIRM_KOREAN = """\
사장픽에 오신 것을 환영해요. 아래 링크를 눌러 이메일이 맞는지 확인해 주세요. 사흘 동안 쓸 수 있어요.

{link}

가입하신 적이 없다면 이 메일은 무시하셔도 돼요."""

_CONFIRM_ENGLISH = """\
Welcome to Sajangpick. Follow this link to confirm that this is your e-mail. It works for three days.

{link}

If you did not sign up, ignore this e-mail."""

_CHANGED_KOREAN = """\
방금 비밀번호가 바뀌었고, 다른 기기에서는 모두 로그아웃됐어요.

직접 바꾸신 것이 아니라면 지금 바로 비밀번호를 재설정해 주세요.

{link}"""

_CHANGED_ENGLISH = """\
Your password was changed just now, and every other device was signed out.

If that was not you, set a new one at once.

{link}"""
