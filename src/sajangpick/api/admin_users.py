"""For administrators: the accounts, what they may do, and their credits."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from sajangpick.api.access import Admin
from sajangpick.api.admin_jobs import Reason
from sajangpick.api.audit import audit, for_admins
from sajangpick.api.context import Here
from sajangpick.api.ledger import EntryResource
from sajangpick.api.problem import answers
from sajangpick.api.schema import After, Body, Id, Limit, Line, Listing, Resource
from sajangpick.domain.account import Role
from sajangpick.errors import BadInput, Conflict, Forbidden, NotFound, NotSignedIn
from sajangpick.storage import accounts, ledger

router = APIRouter(
    prefix="/api/admin/users",
    tags=["admin"],
    responses=answers(NotSignedIn, Forbidden),
    dependencies=[Depends(for_admins)],
)

MOST_GRANTED = 1_000_000


class UserResource(Resource):
    """An account as its administrators see it."""

    id: str
    email: str = Field(examples=["sajang@example.com"])
    role: Role
    balance: int = Field(examples=[10])
    created_at: datetime
    blocked_at: datetime | None
    verified_at: datetime | None = Field(description="When the e-mail was proved to be theirs.")


class Grant(Reason):
    """Credits to give. `once` makes a repeated request give them once."""

    amount: int = Field(ge=1, le=MOST_GRANTED, examples=[10])
    once: Annotated[Line, Field(min_length=1, max_length=40, pattern="^[!-~]+$")] | None = Field(
        default=None, examples=["event-2026-05"]
    )


class NewRole(Body):
    """What the account may do from now on."""

    role: Role


@router.get("", operation_id="listUsers", summary="Every account, newest first")
async def list_users(
    here: Here,
    after: After = None,
    limit: Limit = 20,
    search: Annotated[Line | None, Query(max_length=80, description="Part of the e-mail.")] = None,
) -> Listing[UserResource]:
    """Or those whose e-mail has `search` in it."""
    async with here.database.reading() as session:
        page = await accounts.page(session, after=after, limit=limit, search=search or None)
    return Listing(items=[UserResource.model_validate(account) for account in page.items], next=page.next)


@router.get("/{account_id}", operation_id="readUser", summary="An account", responses=answers(NotFound))
async def read_user(account_id: Id, here: Here) -> UserResource:
    """As of now."""
    return await _user(account_id, here)


@router.post(
    "/{account_id}/block",
    operation_id="blockUser",
    summary="Let an account in nowhere",
    responses=answers(NotFound, Conflict),
)
async def block_user(account_id: Id, reason: Reason, caller: Admin, here: Here) -> UserResource:
    """At once: its sessions and tokens are good for nothing. A conflict (`last_admin`) for the last administrator."""
    return await _set_blocked(account_id, reason, caller, here, datetime.now(UTC))


@router.post(
    "/{account_id}/unblock", operation_id="unblockUser", summary="Let an account in again", responses=answers(NotFound)
)
async def unblock_user(account_id: Id, reason: Reason, caller: Admin, here: Here) -> UserResource:
    """As before."""
    return await _set_blocked(account_id, reason, caller, here, None)


@router.post(
    "/{account_id}/role",
    operation_id="setUserRole",
    summary="Make an account an administrator, or an owner again",
    responses=answers(NotFound, Conflict),
)
async def set_user_role(account_id: Id, wanted: NewRole, caller: Admin, here: Here) -> UserResource:
    """A conflict (`last_admin`) if nobody could administer any more."""
    async with here.database.writing() as session:
        before = await accounts.read(session, account_id)
        await accounts.set_role(session, account_id, wanted.role)
        await audit(session, caller, "user.role", account_id, before=before.role, after=wanted.role)
    return await _user(account_id, here)


@router.post(
    "/{account_id}/grant",
    status_code=201,
    operation_id="grantCredits",
    summary="Give an account credits",
    responses=answers(NotFound, BadInput, Conflict),
)
async def grant_credits(account_id: Id, grant: Grant, caller: Admin, here: Here) -> EntryResource:
    """With `once`, a name of your choosing, giving again under the same name gives nothing more."""
    async with here.database.writing() as session:
        entry = await ledger.grant(session, account_id, grant.amount, note=grant.note, once=grant.once)
        await audit(session, caller, "user.grant", account_id, note=grant.note, credits=grant.amount, entry=entry.id)
    return EntryResource.model_validate(entry)


@router.get(
    "/{account_id}/ledger", operation_id="readUserLedger", summary="An account's ledger", responses=answers(NotFound)
)
async def read_user_ledger(
    account_id: Id,
    here: Here,
    after: After = None,
    limit: Limit = 20,
) -> Listing[EntryResource]:
    """Newest first."""
    async with here.database.reading() as session:
        await accounts.read(session, account_id)
        page = await ledger.page(session, account_id, after=after, limit=limit)
    return Listing(items=[EntryResource.model_validate(entry) for entry in page.items], next=page.next)


async def _set_blocked(
    account_id: str, reason: Reason, caller: Admin, here: Here, blocked_at: datetime | None
) -> UserResource:
    async with here.database.writing() as session:
        await accounts.read(session, account_id)
        await accounts.set_blocked(session, account_id, blocked_at)
        action = "user.unblock" if blocked_at is None else "user.block"
        await audit(session, caller, action, account_id, note=reason.note)
    return await _user(account_id, here)


async def _user(account_id: str, here: Here) -> UserResource:
    async with here.database.reading() as session:
        return UserResource.model_validate(await accounts.read(session, account_id))
