"""Sign-up, sign-in with a password, sign-out, and letters that set a forgotten password."""

from typing import Annotated, Literal

from fastapi import APIRouter, BackgroundTasks, Request, Response
from pydantic import Field, SecretStr, StringConstraints

from sajangpick.accounts import letters, sign_in
from sajangpick.accounts.email import LONGEST_LETTERS as LONGEST_EMAIL
from sajangpick.accounts.email import normal_email
from sajangpick.accounts.letters import Letter
from sajangpick.accounts.oidc import issuers
from sajangpick.accounts.passwords import LONGEST_LETTERS as LONGEST_PASSWORD
from sajangpick.accounts.sign_up import sign_up
from sajangpick.api.access import SESSION_COOKIE, InPerson, OurOrigin, rate_limited
from sajangpick.api.account import AccountResource, describe
from sajangpick.api.context import Context, Here
from sajangpick.api.cookies import admit, dismiss, known_browser, now, origin_of
from sajangpick.api.problem import answers
from sajangpick.api.schema import Body, Resource
from sajangpick.errors import BadInput, Conflict, Forbidden, NotSignedIn, SajangpickError, TooMany
from sajangpick.storage import accounts
from sajangpick.telemetry import logger
from sajangpick.telling.mail import send_mail

router = APIRouter(prefix="/api", tags=["sign-in"], responses=answers(Forbidden, TooMany))
log = logger(__name__)

Email = Annotated[str, StringConstraints(max_length=LONGEST_EMAIL), Field(examples=["sajang@example.com"])]
# Whatever is longer is refused before it costs anything; what is too long for a password gets a kind answer.
Password = Annotated[
    SecretStr, Field(max_length=2 * LONGEST_PASSWORD, json_schema_extra={"examples": ["바삭한 치킨 세 마리"]})
]
LetterSecret = Annotated[
    str, StringConstraints(max_length=100, pattern="^[A-Za-z0-9_-]+$"), Field(examples=["UAa4abjrhseXXMMCx8nJQjAO"])
]


class WaysIn(Resource):
    """How one may come in. `first`: there is no account yet, and whoever makes it is the administrator."""

    first: bool
    sign_up: bool = Field(description="Whether a new account may be made.")
    issuers: list[Literal["kakao", "naver", "google", "oidc"]] = Field(
        description="Sign-ins elsewhere: GET /api/sign-in/{issuer}.", examples=[["kakao", "naver"]]
    )


class NewAccount(Body):
    """Who wants an account."""

    email: Email
    password: Password
    language: Literal["ko", "en"] = "ko"


class SignIn(Body):
    """Who wants in."""

    email: Email
    password: Password


class Forgotten(Body):
    """Whose password is forgotten."""

    email: Email


class NewPassword(Body):
    """A new password, by the secret of a letter (behind `#letter=` in its link)."""

    letter: LetterSecret
    password: Password


class Confirmation(Body):
    """The secret of a letter that confirms an e-mail."""

    letter: LetterSecret


@router.get("/sign-in", operation_id="readWaysIn", summary="How one may sign in here")
async def read_ways_in(here: Here) -> WaysIn:
    """For the sign-in page."""
    return await ways_in(here)


async def ways_in(here: Context) -> WaysIn:
    """The same for whoever wants to show them."""
    async with here.database.reading() as session:
        is_first = not await accounts.are_any(session)
    may_join = is_first or here.settings.signup == "open"
    return WaysIn.model_validate({"first": is_first, "sign_up": may_join, "issuers": list(issuers(here.settings))})


@router.post(
    "/sign-up",
    status_code=201,
    operation_id="signUp",
    summary="Make an account and sign in",
    responses=answers(BadInput, Conflict),
    dependencies=[rate_limited("sign-up", 10, strangers=True)],
)
async def make_account(
    body: NewAccount, request: Request, response: Response, here: Here, later: BackgroundTasks, _: OurOrigin
) -> AccountResource:
    """The first account is the administrator's. A letter asks to confirm the e-mail; nothing waits for that."""
    opened, letter = await sign_up(
        here.database,
        here.settings,
        email=body.email,
        password=body.password.get_secret_value(),
        language=body.language,
        origin=origin_of(request, here),
        now=now(),
    )
    later.add_task(_send, here, letter)
    await admit(request, response, here, opened)
    return await describe(here, opened.account, opened.browser)


@router.post(
    "/sign-in",
    operation_id="signIn",
    summary="Sign in with a password",
    responses=answers(NotSignedIn),
    dependencies=[rate_limited("sign-in", 60, strangers=True)],
)
async def enter(body: SignIn, request: Request, response: Response, here: Here, _: OurOrigin) -> AccountResource:
    """Sets the session's cookie. Wrong tries make the next one wait (429 with Retry-After)."""
    opened = await sign_in.sign_in(
        here.database,
        email=body.email,
        password=body.password.get_secret_value(),
        known_browser=await known_browser(request, here, body.email.strip().casefold()),
        origin=origin_of(request, here),
        now=now(),
    )
    await admit(request, response, here, opened)
    return await describe(here, opened.account, opened.browser)


@router.post(
    "/sign-out",
    status_code=204,
    operation_id="signOut",
    summary="Sign this browser out",
    responses=answers(NotSignedIn),
)
async def leave(request: Request, response: Response, here: Here, caller: InPerson) -> None:  # noqa: ARG001 (its check)
    """Its session is over, and its cookie gone."""
    await sign_in.sign_out(here.database, request.cookies[SESSION_COOKIE])
    dismiss(response)


@router.post(
    "/sign-out/everywhere",
    status_code=204,
    operation_id="signOutEverywhere",
    summary="Sign every browser of the account out",
    responses=answers(NotSignedIn),
)
async def leave_everywhere(request: Request, response: Response, here: Here, caller: InPerson) -> None:
    """This one too. Tokens of programs stay good: revoke them one by one."""
    await sign_in.sign_out_everywhere(here.database, caller.account, origin=origin_of(request, here), now=now())
    dismiss(response)


@router.post(
    "/password-letters",
    status_code=202,
    operation_id="sendPasswordLetter",
    summary="Have a letter sent that sets a new password",
    dependencies=[rate_limited("letter", 10, strangers=True)],
)
async def send_password_letter(body: Forgotten, here: Here, later: BackgroundTasks, _: OurOrigin) -> None:
    """The answer is the same, and as fast, whether or not there is such an account."""
    later.add_task(_write_and_send, here, body.email)


@router.post(
    "/password-letters/use",
    operation_id="usePasswordLetter",
    summary="Set a new password by letter, and sign in",
    responses=answers(BadInput),
    dependencies=[rate_limited("letter-use", 10, strangers=True)],
)
async def use_password_letter(
    body: NewPassword, request: Request, response: Response, here: Here, later: BackgroundTasks, _: OurOrigin
) -> AccountResource:
    """Good once. Every other browser is signed out."""
    opened, letter = await sign_in.reset_password(
        here.database,
        here.settings,
        letter=body.letter,
        new=body.password.get_secret_value(),
        origin=origin_of(request, here),
        now=now(),
    )
    later.add_task(_send, here, letter)
    await admit(request, response, here, opened)
    return await describe(here, opened.account, opened.browser)


@router.post(
    "/confirmations",
    status_code=204,
    operation_id="confirmEmail",
    summary="Confirm an e-mail by letter",
    responses=answers(BadInput),
    dependencies=[rate_limited("letter-use", 10, strangers=True)],
)
async def confirm_email(body: Confirmation, here: Here, _: OurOrigin) -> None:
    """Then a sign-in elsewhere under the same e-mail opens the account too."""
    await sign_in.confirm_email(here.database, body.letter, now=now())


@router.post(
    "/confirmations/send",
    status_code=202,
    operation_id="sendConfirmation",
    summary="Have the letter that confirms the e-mail sent again",
    responses=answers(NotSignedIn),
    dependencies=[rate_limited("confirmation", 2)],
)
async def send_confirmation(here: Here, caller: InPerson, later: BackgroundTasks) -> None:
    """To the account's own e-mail."""
    async with here.database.writing() as session:
        letter = await letters.write_confirmation(session, here.settings, caller.account, now=now())
    later.add_task(_send, here, letter)


async def _write_and_send(here: Context, email: str) -> None:
    try:
        letter = await letters.write_reset(here.database, here.settings, normal_email(email), now=now())
    except BadInput:
        return
    if letter is not None:
        await _send(here, letter)


async def _send(here: Context, letter: Letter) -> None:
    """The owner asks again if nothing arrives; who is the operator reads why in the log."""
    try:
        await send_mail(here.settings, to=letter.to, subject=letter.subject, text=letter.text)
    except SajangpickError as error:
        log.warning("letter.lost", reason=error.message, hint=error.hint)
