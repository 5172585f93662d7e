"""The ledger: what an account was given, what its shorts took, what is left, and what the next one costs."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import Field

from sajangpick.api.access import Reader
from sajangpick.api.context import Here
from sajangpick.api.problem import answers
from sajangpick.api.schema import After, Limit, Listing, Resource
from sajangpick.domain.creation import Creation
from sajangpick.domain.entry import Entry, EntryKind
from sajangpick.domain.short import Short
from sajangpick.errors import Forbidden, NotSignedIn
from sajangpick.storage import creations, ledger, shorts

router = APIRouter(prefix="/api/ledger", tags=["ledger"], responses=answers(NotSignedIn, Forbidden))


class EntryResource(Resource):
    """One line of the account book."""

    id: str
    kind: EntryKind = Field(description="A hold takes a job's price; a capture keeps it, a release gives it back.")
    amount: int = Field(description="Credits, with their sign; the balance is the sum of all.", examples=[-1])
    job_id: str | None = Field(description="The job it belongs to; null for what was given without one.")
    note: str = Field(examples=["가입 축하 크레딧"])
    created_at: datetime


class LedgerEntry(EntryResource):
    """The same with what its job makes: a short, or something in the studio."""

    short_id: str | None = Field(description="Null if its job makes none, or it was deleted.")
    menu: str | None = Field(description="What that short shows.", examples=["새우 파스타"])
    creation_id: str | None = Field(description="Null if its job makes nothing in the studio, or it was deleted.")


class LedgerResource(Listing[LedgerEntry]):
    """A page of the ledger, newest first, with what is left and what the next short costs."""

    balance: int = Field(description="Credits that can be spent now; what is held is off already.", examples=[9])
    short_price: int = Field(description="What a short costs, in credits, known before it is ordered.", examples=[1])


@router.get("", operation_id="readLedger", summary="One's balance, the price of a short, and every entry")
async def read_ledger(caller: Reader, here: Here, after: After = None, limit: Limit = 20) -> LedgerResource:
    """Entries are only ever added: a mistake is mended by another entry."""
    async with here.database.reading() as session:
        balance = await ledger.balance(session, caller.account.id)
        page = await ledger.page(session, caller.account.id, after=after, limit=limit)
        jobs = {entry.job_id for entry in page.items if entry.job_id}
        ordered, created = await shorts.by_jobs(session, jobs), await creations.by_jobs(session, jobs)
    items = [_told(entry, ordered.get(entry.job_id or ""), created.get(entry.job_id or "")) for entry in page.items]
    return LedgerResource(items=items, next=page.next, balance=balance, short_price=here.settings.short_price_credits)


def _told(entry: Entry, short: Short | None, creation: Creation | None) -> LedgerEntry:
    return LedgerEntry(
        **EntryResource.model_validate(entry).model_dump(),
        short_id=short and short.id,
        menu=short and short.menu,
        creation_id=creation and creation.id,
    )
