"""Handing work to the engine from any process, also from one that runs none itself."""

import asyncio
from collections.abc import Collection
from datetime import datetime

from dbos import DBOSClient, WorkflowStatus, error

from sajangpick.domain.job import Job
from sajangpick.domain.json import Json
from sajangpick.jobs.backing import (
    APPLICATION,
    JOB,
    JOB_QUEUE,
    SCHEMA,
    SERIALIZER,
    UNDOING,
    VERSION,
    backing_url,
    workflow_id,
)
from sajangpick.storage.database import IDLE_TRANSACTION_SECONDS, Database

_TERMINAL = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_FORGOTTEN_AT_ONCE = 200


class Dispatch:
    """The engine's front desk: it writes rows and reads them, and starts nothing."""

    def __init__(self, database: Database) -> None:
        self._client = DBOSClient(
            system_database_url=backing_url(database),
            dbos_system_schema=SCHEMA,
            serializer=SERIALIZER,
            application_name=APPLICATION,
            sys_db_idle_transaction_timeout_sec=IDLE_TRANSACTION_SECONDS,
        )

    async def enqueue(self, job: Job) -> None:
        """Have a job's attempt run; it is queued once, however often this is called."""
        await self._enqueue(JOB, workflow_id(job.id, job.attempt), job.account_id, job.id, job.attempt)

    async def undo(self, job: Job) -> None:
        """Have what a stopped attempt left outside be cleaned up."""
        name = f"{workflow_id(job.id, job.attempt)}.undo"
        await self._enqueue(UNDOING, name, job.account_id, job.id, job.attempt)

    async def cancel(self, workflow_ids: Collection[str]) -> None:
        """Stop workflows and those they started, if they are there and not over."""
        if workflow_ids:
            await self._client.cancel_workflows_async(list(workflow_ids), cancel_children=True)

    async def send(self, name: str, message: Json, topic: str, *, once: str | None = None) -> bool:
        """Leave a message for a workflow; False if there is none of this name.

        Sent again as the same `once`, nothing more is left, though it was taken meanwhile.
        """
        try:
            await self._client.send_async(name, message, topic, once)
        except error.DBOSNonExistentWorkflowError:
            return False
        return True

    async def statuses(self, workflow_ids: Collection[str]) -> dict[str, WorkflowStatus]:
        """Where workflows stand; those that do not exist are left out."""
        found = await self._client.list_workflows_async(
            workflow_ids=list(workflow_ids), load_input=False, load_output=False
        )
        return {status.workflow_id: status for status in found}

    async def turns(self, workflow_ids: Collection[str]) -> list[WorkflowStatus]:
        """Where the workflows stand that these workflows started."""
        if not workflow_ids:
            return []
        return await self._client.list_workflows_async(
            parent_workflow_id=list(workflow_ids), load_input=False, load_output=False
        )

    async def forget(self, *, before: datetime) -> int:
        """Delete workflows that ended before a moment, so many at once; how many."""
        old = await self._client.list_workflows_async(
            status=_TERMINAL,
            completed_before=before.isoformat(),
            limit=_FORGOTTEN_AT_ONCE,
            load_input=False,
            load_output=False,
        )
        if old:
            await self._client.delete_workflows_async([status.workflow_id for status in old])
        return len(old)

    async def close(self) -> None:
        """Let go of the connections."""
        await asyncio.to_thread(self._client.destroy)

    async def _enqueue(self, workflow: str, name: str, account_id: str, *arguments: Json) -> None:
        await self._client.enqueue_async(
            {
                "workflow_name": workflow,
                "workflow_id": name,
                "queue_name": JOB_QUEUE,
                "queue_partition_key": account_id,
                "app_version": VERSION,
            },
            *arguments,
        )
