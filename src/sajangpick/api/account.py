"""The account of whoever asks: what it is, its password, where it is signed in, its data, its end."""

from datetime import datetime
from typing import Annotated, Literal, cast

from fastapi import APIRouter, BackgroundTasks, Path, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field, SecretStr

from sajangpick.accounts import letters, sign_in
from sajangpick.accounts.departure import leave, require_owner
from sajangpick.accounts.export import export
from sajangpick.accounts.passwords import LONGEST_LETTERS
from sajangpick.api.access import InPerson, Reader, Writer, rate_limited
from sajangpick.api.context import Context, Here
from sajangpick.api.cookies import admit, dismiss, now, origin_of
from sajangpick.api.problem import answers
from sajangpick.api.schema import Body, Resource
from sajangpick.domain.account import Account, Role
from sajangpick.domain.credential import BrowserSession
from sajangpick.domain.job import JobState
from sajangpick.errors import BadInput, Conflict, Forbidden, NotFound, NotSignedIn, TooMany
from sajangpick.storage import accounts, audits, jobs, sessions
from sajangpick.telling.mail import send_mail

router = APIRouter(prefix="/api/account", tags=["account"], responses=answers(NotSignedIn, Forbidden))

_PAGE = 100
Password = Annotated[SecretStr, Field(max_length=2 * LONGEST_LETTERS)]
SessionId = Annotated[str, Path(pattern="^[0-9a-f]{24}$", description="Which browser; `GET /api/account/sessions`.")]


class AccountResource(Resource):
    """An account. `csrf` goes into the header X-CSRF-Token of whatever its browser changes; programs need none."""

    id: str
    email: str = Field(examples=["sajang@example.com"])
    role: Role
    balance: int = Field(description="What can be spent, in credits.", examples=[10])
    language: str = Field(examples=["ko"])
    created_at: datetime
    email_confirmed: bool
    has_password: bool
    csrf: str | None = Field(default=None, examples=["q3J0c2Zf"])


class AccountChanges(Body):
    """What of an account can be changed."""

    language: Literal["ko", "en"]


class PasswordChange(Body):
    """The password as it is, and as it shall be."""

    current: Password
    new: Password


class Farewell(Body):
    """The password once more; accounts without one have signed in within the last ten minutes instead."""

    password: Password | None = None


class SessionResource(Resource):
    """A browser that is signed in."""

    id: str = Field(examples=["0c1d2e3f4a5b6c7d8e9f0a1b"])
    agent: str = Field(description="What the browser calls itself.", examples=["Mozilla/5.0 (iPhone)"])
    created_at: datetime
    seen_at: datetime = Field(description="When it was last used, give or take ten minutes.")
    expires_at: datetime
    current: bool = Field(description="Whether it is the one that asks.")


class SessionList(Resource):
    """Everywhere an account is signed in, newest first."""

    items: list[SessionResource]


@router.get("", operation_id="readAccount", summary="Who asks")
async def read_account(caller: Reader, here: Here, response: Response) -> AccountResource:
    """With the CSRF value, for a browser."""
    response.headers["Cache-Control"] = "no-store"
    return await describe(here, caller.account, caller.browser)


@router.patch("", operation_id="changeAccount", summary="Change the language we write in")
async def change_account(body: AccountChanges, caller: Writer, here: Here) -> AccountResource:
    """E-mails and notifications."""
    async with here.database.writing() as session:
        await accounts.set_language(session, caller.account.id, body.language)
        account = await accounts.read(session, caller.account.id)
    return await describe(here, account, caller.browser)


@router.put(
    "/password",
    operation_id="changePassword",
    summary="Set another password",
    responses=answers(BadInput, Conflict, TooMany),
)
async def change_password(
    body: PasswordChange, request: Request, response: Response, here: Here, caller: InPerson, later: BackgroundTasks
) -> AccountResource:
    """Every other browser is signed out; this one gets a new session, with a new CSRF value."""
    opened = await sign_in.change_password(
        here.database,
        caller.account,
        browser=_browser(caller.browser),
        current=body.current.get_secret_value(),
        new=body.new.get_secret_value(),
        origin=origin_of(request, here),
        now=now(),
    )
    later.add_task(_tell_of_new_password, here, opened.account)
    await admit(request, response, here, opened)
    return await describe(here, opened.account, opened.browser)


@router.get("/sessions", operation_id="listSessions", summary="Where the account is signed in")
async def list_sessions(caller: InPerson, here: Here) -> SessionList:
    """Newest first."""
    async with here.database.reading() as session:
        found = await sessions.of_account(session, caller.account.id, now=now())
    own = _browser(caller.browser).id
    items = [
        SessionResource(
            id=each.id,
            agent=each.agent,
            created_at=each.created_at,
            seen_at=each.seen_at,
            expires_at=each.expires_at,
            current=each.id == own,
        )
        for each in found
    ]
    return SessionList(items=items)


@router.delete(
    "/sessions/{session_id}",
    status_code=204,
    operation_id="endSession",
    summary="Sign one browser out",
    responses=answers(NotFound),
)
async def end_session(session_id: SessionId, caller: InPerson, here: Here) -> None:
    """At once."""
    async with here.database.writing() as session:
        await sessions.remove(session, caller.account.id, session_id=session_id)


@router.get(
    "/export",
    operation_id="exportAccount",
    summary="Everything that is kept about the account, as JSON",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}, **answers(TooMany)},
    dependencies=[rate_limited("export", 3)],
)
async def export_account(caller: InPerson, here: Here) -> Response:
    """Account, shop, sign-ins, shorts, jobs, ledger and the list of files; the files have links of their own."""
    async with here.database.writing() as session:
        await audits.add(
            session,
            actor_id=caller.account.id,
            action="account.exported",
            target=caller.account.id,
            detail={},
            address=caller.address,
            now=now(),
        )
    headers = {"Content-Disposition": 'attachment; filename="sajangpick.json"', "Cache-Control": "no-store"}
    pieces = export(here.database, caller.account, now=now())
    return StreamingResponse(pieces, media_type="application/json", headers=headers)


@router.post(
    "/deletion",
    status_code=204,
    operation_id="deleteAccount",
    summary="Delete the account and everything in it",
    responses=answers(Conflict, TooMany),
)
async def delete_account(body: Farewell, request: Request, response: Response, here: Here, caller: InPerson) -> None:
    """For ever: shorts, files, credits. Jobs under way are stopped. A conflict (`last_admin`) for the last one."""
    moment = now()
    await require_owner(
        here.database,
        caller.account,
        browser=_browser(caller.browser),
        password=body.password.get_secret_value() if body.password else None,
        origin=origin_of(request, here),
        now=moment,
    )
    await _stop_jobs(here, caller.account)
    await leave(here.database, caller.account, now=moment)
    dismiss(response)


async def describe(here: Context, account: Account, browser: BrowserSession | None) -> AccountResource:
    """The account as it is answered."""
    async with here.database.reading() as session:
        has_password = await accounts.password_hash(session, account.id) is not None
    return AccountResource(
        id=account.id,
        email=account.email,
        role=account.role,
        balance=account.balance,
        language=account.language,
        created_at=account.created_at,
        email_confirmed=account.verified_at is not None,
        has_password=has_password,
        csrf=None if browser is None else browser.csrf,
    )


async def _stop_jobs(here: Context, account: Account) -> None:
    for state in (JobState.QUEUED, JobState.RUNNING):
        after = None
        while True:
            async with here.database.reading() as session:
                page = await jobs.page(session, account_id=account.id, state=state, after=after, limit=_PAGE)
            for job in page.items:
                await here.jobs.cancel(job.id)
            after = page.next
            if after is None:
                break


async def _tell_of_new_password(here: Context, account: Account) -> None:
    letter = letters.tell_of_new_password(account, here.settings)
    await send_mail(here.settings, to=letter.to, subject=letter.subject, text=letter.text)


def _browser(browser: BrowserSession | None) -> BrowserSession:
    return cast(BrowserSession, browser)  # InPerson has seen to it
