"""What a pipeline is: a recipe, written once, that is run here at once or durably, step by step.

A recipe is an async function of a Run and of plain values. It does nothing itself: an act is a function of a folder and
of plain values, and is done through the Run, which may keep what it answers, so that after a crash nothing that was
done is done again. What an act names under `files` are files it left in the folder; they are kept with its answer, so
that the next act finds them even on another machine.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from pydantic import TypeAdapter

from sajangpick.domain.json import JsonObject
from sajangpick.engine import Clip, ClipRequest, Engine, Kind, Pending, make
from sajangpick.errors import Misconfigured

Report: TypeAlias = Callable[[str, int, int], None]
"""Progress: stage, units done, units in all."""

Act: TypeAlias = Callable[[Path, JsonObject, Report], JsonObject]
"""A function at the top of its module: the folder, what it is given, where progress goes; it answers plain values."""


class Run(Protocol):
    """One run of a recipe."""

    async def take(self, files: Mapping[str, str]) -> dict[str, str]:
        """Have files at hand: references by name, as they were ordered, become paths in the folder by name."""
        ...

    async def act(self, act: Act, given: JsonObject) -> JsonObject:
        """Do something quick."""
        ...

    async def labour(self, act: Act, given: JsonObject) -> JsonObject:
        """Do something that keeps processors busy, and can be stopped while it does."""
        ...

    async def make(self, kind: Kind, wish: JsonObject) -> JsonObject:
        """Have an engine make a file: `{"engine": id, "file": path in the folder}`. `wish` is an EngineRequest."""
        ...


Recipe: TypeAlias = Callable[[Run, JsonObject], Awaitable[JsonObject]]
"""From a job's request to its result."""


def _local_motion() -> Engine[ClipRequest, Clip]:
    # It brings models and codecs along, which not every process of a job needs.
    from sajangpick.engines.local import LocalMotion

    return LocalMotion()


@dataclass(frozen=True, slots=True)
class Engines:
    """Who makes what."""

    clip: Engine[ClipRequest, Clip] = field(default_factory=_local_motion)

    def of(self, kind: Kind) -> Engine[ClipRequest, Clip]:
        """The engine for a kind of thing. Raises Misconfigured if there is none."""
        match kind:
            case Kind.CLIP:
                return self.clip
            case Kind.PROMPT | Kind.PICTURE | Kind.RENDER:
                raise Misconfigured(f"No engine makes a {kind}.", hint="Set one up, or leave this step out.")

    @property
    def all(self) -> tuple[Engine[ClipRequest, Clip], ...]:
        """Each of them."""
        return (self.clip,)

    def named(self, engine_id: str) -> Engine[ClipRequest, Clip]:
        """The engine with this id. Raises Misconfigured if it is not set up any more."""
        for engine in self.all:
            if engine.profile.id == engine_id:
                return engine
        raise Misconfigured(f"There is no engine {engine_id}.", hint="Set it up again, to finish what it began.")


def engine_request(kind: Kind, wish: JsonObject, *, folder: Path) -> ClipRequest:
    """A wish as its engine reads it: files are found in the folder. Raises Misconfigured for a kind without engine."""
    match kind:
        case Kind.CLIP:
            photo = folder / str(wish["photo"])
            return _CLIP_REQUEST.validate_python({**wish, "photo": photo, "folder": folder})
        case Kind.PROMPT | Kind.PICTURE | Kind.RENDER:
            raise Misconfigured(f"No engine makes a {kind}.", hint="Set one up, or leave this step out.")


class Direct:
    """Runs a recipe in this process, at once. References are paths; nothing is kept."""

    def __init__(self, folder: Path, *, report: Report, engines: Engines | None = None) -> None:
        # What an act names is joined to it, and is a path of its own already where an engine put it there.
        self._folder = folder.resolve()
        self._report = report
        self._engines = engines or Engines()

    async def take(self, files: Mapping[str, str]) -> dict[str, str]:
        """The files where they are: a folder joined with an absolute path is that path."""
        return {name: str(Path(reference).resolve()) for name, reference in files.items()}

    async def act(self, act: Act, given: JsonObject) -> JsonObject:
        """Do it in a thread, so that a cancel reaches it at its next report."""
        stop = threading.Event()

        def report(stage: str, done: int, total: int) -> None:
            if stop.is_set():
                raise _Stopped
            self._report(stage, done, total)

        work = asyncio.ensure_future(asyncio.to_thread(act, self._folder, given, report))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            stop.set()
            await asyncio.wait({work})
            raise

    async def labour(self, act: Act, given: JsonObject) -> JsonObject:
        """Here there is only one place to do anything."""
        return await self.act(act, given)

    async def make(self, kind: Kind, wish: JsonObject) -> JsonObject:
        """Drive the engine to its end."""
        engine = self._engines.of(kind)

        def watch(pending: Pending) -> None:
            if pending.done < pending.total:
                self._report(kind, pending.done, pending.total)

        self._report(kind, 0, 1)
        request = engine_request(kind, wish, folder=self._folder)
        made = await make(engine, request, key=f"{self._folder.name}-{kind}", watch=watch)
        self._report(kind, 1, 1)
        return {"engine": engine.profile.id, "file": str(made.path)}


class _Stopped(Exception):
    """Raised inside an act that was cancelled."""


_CLIP_REQUEST = TypeAdapter(ClipRequest)
