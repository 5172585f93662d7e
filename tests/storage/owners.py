"""Accounts and jobs for tests that need some."""

from datetime import UTC, datetime

from sajangpick.domain.account import Account, Role
from sajangpick.domain.identifier import new_id
from sajangpick.domain.job import Job, JobState
from sajangpick.storage import accounts, jobs, ledger
from sajangpick.storage.database import Database, Session


async def make_account(database: Database, credits: int = 0) -> str:
    """A new owner, granted so much; its id."""
    account_id = new_id()
    account = Account(account_id, f"{account_id}@example.com", Role.OWNER, 0, datetime.now(UTC))
    async with database.writing() as session:
        await accounts.add(session, account, password_hash=None)
        if credits:
            await ledger.grant(session, account_id, credits, note="가입 축하", once="welcome")
    return account_id


async def order_job(session: Session, account_id: str, credits: int, *, job_id: str | None = None) -> str:
    """A queued job whose price is held; its id."""
    job_id = job_id or new_id()
    await jobs.add(session, Job(job_id, account_id, "short", JobState.QUEUED, {}, credits, datetime.now(UTC)))
    await ledger.hold(session, account_id, credits, job_id=job_id)
    return job_id


async def end_job(session: Session, job_id: str, state: JobState, *, attempt: int = 1) -> bool:
    """End a job as a worker does: its state and its settlement in one transaction. False if it was over already."""
    if not await jobs.finish(session, job_id, state=state, now=datetime.now(UTC)):
        return False
    settle = ledger.capture if state is JobState.SUCCEEDED else ledger.release
    return await settle(session, job_id, attempt=attempt)
