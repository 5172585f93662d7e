"""Shorts, jobs and assets for tests that need some."""

from datetime import UTC, datetime

from sajangpick.domain.asset import Asset, AssetKind
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import Job, JobState
from sajangpick.domain.short import Short
from sajangpick.storage import assets, jobs, shorts
from sajangpick.storage.database import Session

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


async def add_asset(
    session: Session, account_id: str, kind: AssetKind = AssetKind.PHOTO, *, sha256: str = "ab" * 32
) -> Asset:
    """A stored file of an account."""
    asset = Asset(new_id(), account_id, kind, "image/jpeg", "새우 파스타.jpg", 1234, sha256, NOW, 1080, 1920, 1.5)
    await assets.add(session, asset)
    return asset


async def add_job(session: Session, account_id: str, *, now: datetime = NOW) -> Job:
    """A queued job of an account."""
    job = Job(new_id(now.timestamp()), account_id, "short", JobState.QUEUED, {"menu": "파스타"}, 1, now)
    await jobs.add(session, job)
    return job


async def add_short(
    session: Session,
    account_id: str,
    *,
    menu: str = "새우 파스타",
    template: str = "steam",
    state: JobState = JobState.QUEUED,
    photo_id: str | None = None,
) -> Short:
    """A short of an account, without a job."""
    short = Short(
        new_id(), account_id, new_id(), menu, template, {"seed": 1, "words": {}}, state, NOW, photo_id=photo_id
    )
    await shorts.add(session, short)
    return short
