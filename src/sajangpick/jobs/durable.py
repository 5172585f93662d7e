"""A run that survives: each act is a step of a workflow, whose answer is kept before the next one begins.

What follows must not depend on anything but what steps answered: after a crash the recipe is run again from its
beginning, and every step that was done answers as it did. The order of steps is changed only through DBOS.patch.
"""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar, cast

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID, StepOptions

from sajangpick.domain.json import Json, JsonObject
from sajangpick.engine import Kind
from sajangpick.errors import EngineError
from sajangpick.jobs.backing import LABOUR_QUEUE
from sajangpick.jobs.crew import Crew, Place
from sajangpick.jobs.failures import INTERNAL, Failed
from sajangpick.jobs.process import name_of
from sajangpick.jobs.workplace import digests
from sajangpick.pipeline import Act, turned

ResultT = TypeVar("ResultT")
Child = Callable[..., Coroutine[Any, Any, None]]
"""A workflow of ours that tells its parent how it went."""

# A message is heard at once, but for one that came while a process took over: that is found at the next look, and so
# is a child that ended without a word. Each look is three rows, so it is seldom for those who wait for long.
_FIRST_LISTEN_SECONDS, _LISTEN_GROWTH, _LAST_LISTEN_SECONDS = 4.0, 1.5, 30.0
_LOST = ("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
# Whoever waits for a vendor looks this often: soon at first, then at the pace of minutes.
_FIRST_LOOK_SECONDS, _LOOK_GROWTH, _LAST_LOOK_SECONDS = 1.0, 1.5, 30.0
_ASKS_FOR_WHAT_IS_FREE = 3


class Over(Exception):
    """The attempt is over already; there is nothing to settle."""


class Gave(Exception):
    """A step answered that the job fails."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.code)
        self.failed = failed


class NotMade(Gave, EngineError):
    """An engine did not make what it was asked for; the job fails of it, unless the recipe knows another way."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed)
        self.code = failed.code


class Durable:
    """Runs a recipe as steps and child workflows of the workflow that we are in."""

    def __init__(
        self, crew: Crew, place: Place, *, labour: Child, making: Child, chains: Mapping[str, list[str]]
    ) -> None:
        """`chains`: the engines of each kind in the order they are asked, as they were when the job began."""
        self._crew = crew
        self._place = place
        self._chains = chains
        self._labour = labour
        self._making = making
        self._files: dict[str, str] = {}
        self.timings: JsonObject = {}

    async def take(self, files: Mapping[str, str]) -> dict[str, str]:
        """Fetch assets into the folder."""
        described = self._answer(await step("take", self._crew.take, self._place, dict(files)))
        self._files |= digests(described)
        return {name: str(cast(JsonObject, file)["file"]) for name, file in described.items()}

    async def act(self, act: Act, given: JsonObject) -> JsonObject:
        """A step in this process."""
        return self._done(await step(act.__qualname__, self._crew.act, self._place, act, given, self._files))

    async def labour(self, act: Act, given: JsonObject) -> JsonObject:
        """A child workflow on the queue of those that keep processors busy."""
        name = name_of(act)
        return self._done(await self._child(LABOUR_QUEUE, act.__qualname__, self._labour, name, given, {**self._files}))

    def chain(self, kind: Kind, *, edits: bool = False) -> list[str]:
        """Those of the job's beginning, or of now for a job that began before they were written down."""
        engines = self._crew.engines
        chain = self._chains.get(kind) or [each.id for each in engines.profiles(kind)]
        return engines.editing(chain) if edits else chain

    async def make(self, kind: Kind, wish: JsonObject, *, turn: str = "", engine: str = "") -> JsonObject:
        """A child workflow on the engine's own queue."""
        queue = queue_of(engine or self._crew.engines.of(kind).profile.id)
        outcome = await self._child(queue, turned(kind, turn), self._making, kind, wish, {**self._files}, engine)
        if "failure" in outcome:
            raise NotMade(Failed(**cast(dict[str, str], outcome["failure"])))
        answer = self._answer(outcome)
        self._files |= digests({"made": answer["made"]})
        return {"engine": answer["engine"], "file": cast(JsonObject, answer["made"])["file"]}

    async def _child(self, queue: str, name: str, child: Child, *arguments: Json) -> JsonObject:
        """Start it, and wait until it says how it went. It waits in its queue, we in a row: neither holds a thread."""
        child_id = f"{self._place.name}.{name}"
        place = self._place
        ours = [place.name, place.job_id, place.attempt, place.account_id, place.trace]
        # Our own place in the queue of jobs is not the child's.
        with SetWorkflowID(child_id), SetEnqueueOptions(queue_partition_key=None):
            await DBOS.enqueue_workflow_async(queue, child, *ours, *arguments)
        patience = _FIRST_LISTEN_SECONDS
        while True:
            said = await DBOS.recv_async(child_id, timeout_seconds=patience)
            patience = min(patience * _LISTEN_GROWTH, _LAST_LISTEN_SECONDS)
            if said is not None:
                return cast(JsonObject, said)
            if await step("child_status", _status_of, child_id) in _LOST:
                return {"failure": {"code": INTERNAL.code}}

    def _done(self, outcome: JsonObject) -> JsonObject:
        value = self._answer(outcome)
        self._files |= digests(cast(JsonObject, value.get("files", {})))
        return value

    def _answer(self, outcome: JsonObject) -> JsonObject:
        """The value of an outcome. Raises Over and Gave."""
        if "stopped" in outcome:
            raise Over
        if "failure" in outcome:
            raise Gave(Failed(**cast(dict[str, str], outcome["failure"])))
        self.timings |= cast(JsonObject, outcome.get("timings", {}))
        return cast(JsonObject, outcome["value"])


async def make(
    crew: Crew, place: Place, kind: Kind, wish: JsonObject, files: dict[str, str], *, key: str, engine: str
) -> JsonObject:
    """What the workflow of one ask does: submit, then look until it is there. The outcome."""
    for ask in range(_ASKS_FOR_WHAT_IS_FREE):
        asked = await step("submit", _submit, crew, place, kind, wish, files, key, engine, ask > 0)
        if "value" not in asked:
            return asked
        ticket, pause = str(cast(JsonObject, asked["value"])["ticket"]), _FIRST_LOOK_SECONDS
        while True:
            looked = await step("poll", _poll, crew, place, kind, ticket, key, engine)
            value = cast(JsonObject, looked.get("value", {}))
            if "lost" in value:
                break
            if "pending" not in value:
                return looked
            # A webhook, or a cancel, wakes us sooner.
            again_in = float(cast(float, value.get("again_in", 0.0)))
            await DBOS.recv_async("hook", timeout_seconds=max(pause, again_in))
            pause = min(pause * _LOOK_GROWTH, _LAST_LOOK_SECONDS)
    return {"failure": {"code": "engine_unavailable"}}


async def step(name: str, function: Callable[..., Coroutine[Any, Any, ResultT]], *arguments: object) -> ResultT:
    """A step by this name. Only the database can fail it: it is tried again for minutes, then the sweep settles it."""
    options: StepOptions = {"name": name, "retries_allowed": True, "max_attempts": 8, "interval_seconds": 0.5}
    return await DBOS.run_step_async(options, function, *arguments)


def queue_of(engine: str) -> str:
    """The queue of one engine."""
    return f"engine {engine}"


async def _submit(
    crew: Crew, place: Place, kind: Kind, wish: JsonObject, files: dict[str, str], key: str, engine: str, again: bool
) -> JsonObject:
    return await crew.submit(place, kind, wish, files, key=key, engine_id=engine, again=again)


async def _poll(crew: Crew, place: Place, kind: Kind, ticket: str, key: str, engine: str) -> JsonObject:
    return await crew.poll(place, kind, ticket, key=key, engine_id=engine)


async def _status_of(workflow_id: str) -> str:
    # In a step of its own: a status is no plain value.
    status = await DBOS.get_workflow_status_async(workflow_id)
    return "" if status is None else status.status
