"""For administrators: whether the books are right, what engines there are and cost, and who did what."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from sajangpick.api.audit import for_admins
from sajangpick.api.context import Here
from sajangpick.api.problem import answers
from sajangpick.api.schema import After, Id, Limit, Listing, Resource, Values
from sajangpick.domain.audit import Audit
from sajangpick.domain.cost import budget_day
from sajangpick.engine import Kind, Profile, State
from sajangpick.engines import profiles
from sajangpick.errors import Forbidden, NotSignedIn
from sajangpick.storage import accounts, audits, costs, ledger

router = APIRouter(
    prefix="/api/admin", tags=["admin"], responses=answers(NotSignedIn, Forbidden), dependencies=[Depends(for_admins)]
)

Days = Annotated[int, Query(ge=1, le=366, description="How many days back, today included.")]


class LedgerCheck(Resource):
    """Whether every balance is the sum of its entries, and every hold is settled once."""

    is_sound: bool
    broken: list[str] = Field(description="What is not as it must be, a sentence each.", examples=[[]])


class SpendingResource(Resource):
    """What an engine cost on one day."""

    day: date
    engine: str = Field(examples=["vendor:model"])
    won: int = Field(examples=[1_200])
    asks: int = Field(examples=[4])


class EngineResource(Resource):
    """An engine: what it makes, for how much, until when."""

    id: str = Field(examples=["local:motion"])
    kind: Kind
    title: str = Field(examples=["우리 모션 엔진"])
    price_won: int = Field(description="For each result; may come beside a price by the second.", examples=[0])
    won_per_second: float = Field(description="For each second of a clip or a video.", examples=[72.5])
    max_seconds: float | None = Field(examples=[10.0])
    concurrency: int = Field(examples=[2])
    is_home: bool = Field(description="It runs on the operator's own machines.")
    state: State = Field(description="Whether it takes orders, and for how long.")
    sunset: date | None
    successor: str | None = Field(examples=["local:motion"])


class EngineList(Listing[EngineResource]):
    """Every engine, and today's budget."""

    budget_won_per_day: int | None = Field(examples=[50_000])
    spent_won_today: int = Field(examples=[1_200])


class AuditResource(Resource):
    """Who did what to what, and when."""

    id: str
    actor_id: str | None = Field(description="Null once the actor's account was deleted.")
    actor_email: str | None = Field(examples=["admin@example.com"])
    action: str = Field(examples=["user.grant"])
    target: str = Field(examples=["01k2m3n4p5q6r7s8t9v0w1x2y3"])
    detail: Values = Field(examples=[{"note": "상담 3021"}])
    address: str = Field(examples=["203.0.113.7"])
    created_at: datetime


@router.get("/ledger", operation_id="checkLedger", summary="Whether the books are right")
async def check_ledger(here: Here) -> LedgerCheck:
    """Looks at every entry of everybody; may be asked while the service runs."""
    async with here.database.reading() as session:
        broken = await ledger.broken(session)
    return LedgerCheck(is_sound=not broken, broken=broken)


@router.get("/engines", operation_id="listEngines", summary="Every engine, and today's budget")
async def list_engines(here: Here) -> EngineList:
    """With what each costs, and when it ends."""
    today = budget_day(datetime.now(UTC))
    async with here.database.reading() as session:
        spent = sum(each.won for each in await costs.by_day(session, since=today))
    return EngineList(
        items=[_engine(profile) for profile in profiles(here.settings)],
        budget_won_per_day=here.settings.budget_won_per_day,
        spent_won_today=spent,
    )


@router.get("/costs", operation_id="listCosts", summary="What engines cost, by day")
async def list_costs(here: Here, days: Days = 30) -> Listing[SpendingResource]:
    """The newest day first; days begin at midnight in Seoul."""
    since = budget_day(datetime.now(UTC)) - timedelta(days=days - 1)
    async with here.database.reading() as session:
        spendings = await costs.by_day(session, since=since)
    return Listing(items=[SpendingResource.model_validate(each) for each in spendings])


@router.get("/audit", operation_id="listAudit", summary="Who did what, newest first")
async def list_audit(
    here: Here,
    after: After = None,
    limit: Limit = 50,
    actor: Annotated[Id | None, Query(description="Only what this account did.")] = None,
    action: Annotated[str | None, Query(pattern="^[a-z_.]{1,40}$", description="Only deeds of this kind.")] = None,
    target: Annotated[Id | None, Query(description="Only what was done to this.")] = None,
) -> Listing[AuditResource]:
    """Every action of administrators, and what accounts do to themselves."""
    async with here.database.reading() as session:
        page = await audits.page(session, after=after, limit=limit, actor_id=actor, action=action, target=target)
        emails = await accounts.emails(session, (line.actor_id for line in page.items if line.actor_id))
    return Listing(items=[_line(line, emails) for line in page.items], next=page.next)


def _engine(profile: Profile) -> EngineResource:
    return EngineResource(
        id=profile.id,
        kind=profile.kind,
        title=profile.title,
        price_won=profile.price_won,
        won_per_second=round(profile.won_per_second, 1),
        max_seconds=profile.max_seconds,
        concurrency=profile.concurrency,
        is_home=profile.home,
        state=profile.state(date.today()),
        sunset=profile.sunset,
        successor=profile.successor,
    )


def _line(line: Audit, emails: Mapping[str, str]) -> AuditResource:
    return AuditResource(
        id=line.id,
        actor_id=line.actor_id,
        actor_email=emails.get(line.actor_id or ""),
        action=line.action,
        target=line.target,
        detail=line.detail,
        address=line.address,
        created_at=line.created_at,
    )
