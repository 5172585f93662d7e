"""API tokens: keys for an owner's programs. Only the owner in a browser makes and revokes them."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import Field

from sajangpick.accounts.tokens import make_token
from sajangpick.api.access import InPerson, rate_limited
from sajangpick.api.context import Here
from sajangpick.api.cookies import now
from sajangpick.api.problem import answers
from sajangpick.api.schema import Body, Id, Line, Resource
from sajangpick.domain.account import Scope
from sajangpick.domain.credential import Token
from sajangpick.errors import Conflict, Forbidden, NotFound, NotSignedIn, TooMany
from sajangpick.storage import audits, tokens
from sajangpick.storage.database import Session

router = APIRouter(prefix="/api/tokens", tags=["tokens"], responses=answers(NotSignedIn, Forbidden))


class NewToken(Body):
    """What the token is for, and what it may do. `write` does not include `read`."""

    name: Line = Field(min_length=1, max_length=100, examples=["매장 태블릿"])
    scopes: list[Scope] = Field(min_length=1, max_length=3, examples=[["read", "write"]])


class TokenResource(Resource):
    """A token, without its secret."""

    id: str
    name: str = Field(examples=["POS"])
    scopes: list[Scope]
    created_at: datetime
    seen_at: datetime | None = Field(description="When it was last used, give or take ten minutes.")


class MadeToken(TokenResource):
    """A new token. `secret` is shown now and never again; send it as `Authorization: Bearer sjp_…`."""

    secret: str = Field(examples=["sjp_2Vb0…"])


class TokenList(Resource):
    """The tokens that are good, newest first."""

    items: list[TokenResource]


@router.get("", operation_id="listTokens", summary="The account's tokens")
async def list_tokens(caller: InPerson, here: Here) -> TokenList:
    """Revoked ones are not in it."""
    async with here.database.reading() as session:
        found = await tokens.of_account(session, caller.account.id)
    return TokenList(items=[TokenResource.model_validate(_facts(token)) for token in found])


@router.post(
    "",
    status_code=201,
    operation_id="makeToken",
    summary="Make a token",
    responses=answers(Conflict, TooMany),
    dependencies=[rate_limited("token", 10)],
)
async def make(body: NewToken, caller: InPerson, here: Here) -> MadeToken:
    """The only time its secret is shown. The scope `admin` is for administrators."""
    moment = now()
    async with here.database.writing() as session:
        token, secret = await make_token(session, caller.account, name=body.name, scopes=body.scopes, now=moment)
        await _note(session, caller, "token.made", token.id, moment)
    return MadeToken.model_validate({**_facts(token), "secret": secret})


@router.delete(
    "/{token_id}", status_code=204, operation_id="revokeToken", summary="Revoke a token", responses=answers(NotFound)
)
async def revoke(token_id: Id, caller: InPerson, here: Here) -> None:
    """At once and for ever."""
    moment = now()
    async with here.database.writing() as session:
        await tokens.revoke(session, token_id, account_id=caller.account.id, now=moment)
        await _note(session, caller, "token.revoked", token_id, moment)


def _facts(token: Token) -> dict[str, object]:
    return {
        "id": token.id,
        "name": token.name,
        "scopes": sorted(token.scopes),
        "created_at": token.created_at,
        "seen_at": token.seen_at,
    }


async def _note(session: Session, caller: InPerson, action: str, token_id: str, moment: datetime) -> None:
    await audits.add(
        session,
        actor_id=caller.account.id,
        action=action,
        target=token_id,
        detail={},
        address=caller.address,
        now=moment,
    )
