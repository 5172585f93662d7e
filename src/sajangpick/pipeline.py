"""What a pipeline is: a recipe, written once, that is run here at once or durably, step by step.

A recipe is an async function of a Run and of plain values. It does nothing itself: an act is a function of a folder and
of plain values, and is done through the Run, which may keep what it answers, so that after a crash nothing that was
done is done again. What an act names under `files` are files it left in the folder; they are kept with its answer, so
that the next act finds them even on another machine.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeAlias, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from sajangpick.domain.json import JsonObject
from sajangpick.engine import (
    Clip,
    ClipRequest,
    Engine,
    Finished,
    Kind,
    Made,
    Pending,
    Picture,
    PictureRequest,
    Profile,
    Prompt,
    PromptRequest,
    RenderRequest,
    SomeEngine,
    Ticket,
    Video,
    make,
)
from sajangpick.errors import BadInput, Misconfigured
from sajangpick.profiles import profile_of
from sajangpick.settings import Settings

if TYPE_CHECKING:
    from httpx import AsyncBaseTransport

RequestT = TypeVar("RequestT")

OUR_RENDERER = "local:renderer"

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

    def chain(self, kind: Kind, *, edits: bool = False) -> list[str]:
        """The ids of those who make a kind of thing, in the order they are asked: the same for as long as it runs.

        `edits`: only of those who can change a picture.
        """
        ...

    async def make(self, kind: Kind, wish: JsonObject, *, turn: str = "", engine: str = "") -> JsonObject:
        """Have an engine make a file: `{"engine": id, "file": path in the folder}`. `wish` are the values of a Wish.

        What a run asks of a kind a second time is another `turn`. `engine` names the only one to ask; else it is the
        first of the kind. Raises EngineError if it was not made.
        """
        ...


Recipe: TypeAlias = Callable[[Run, JsonObject], Awaitable[JsonObject]]
"""From a job's request to its result."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A request in plain values, as a recipe says it and a checkpoint keeps it; its files are names in the folder.

    `links` are addresses of these files, for a vendor that fetches them; empty where there are none. `user` is as in
    `engine.PromptRequest`.
    """

    values: JsonObject
    folder: Path
    links: Mapping[str, str] = field(default_factory=dict[str, str])
    user: str = ""


@dataclass(frozen=True, slots=True)
class OfWish(Generic[RequestT]):
    """An engine that is asked in plain values, whatever its own requests are."""

    engine: Engine[RequestT, Made]
    reads: Callable[[Wish], RequestT]

    @property
    def profile(self) -> Profile:
        """What the engine is."""
        return self.engine.profile

    async def submit(self, request: Wish, *, key: str) -> Ticket:
        """Order it. Raises BadInput for a wish that is none of the engine's requests, Misconfigured for a picture to be
        changed by an engine that changes none."""
        try:
            asked = self.reads(request)
        except ValidationError as error:
            raise BadInput(
                f"This is no {self.profile.kind} to make: {error.error_count()} values are wrong."
            ) from error
        if isinstance(asked, PictureRequest) and asked.photo is not None and not self.profile.edits:
            raise Misconfigured(f"{self.profile.title} changes no pictures.", hint="Ask an engine that does.")
        return await self.engine.submit(asked, key=key)

    async def poll(self, ticket: Ticket) -> Pending | Finished[Made]:
        """Look at the work."""
        return await self.engine.poll(ticket)

    async def cancel(self, ticket: Ticket) -> None:
        """Ask for the work to stop."""
        await self.engine.cancel(ticket)


def engines_of(settings: Settings, *, transport: "AsyncBaseTransport | None" = None) -> "Engines":
    """Those that the settings name. Raises Misconfigured. `transport` stands in for the network, in tests."""
    from sajangpick.engines import chain, open_engine

    named = [each for kind in Kind for each in chain(kind, settings) if each != OUR_RENDERER]
    opened = [open_engine(each, settings, transport=transport) for each in named]
    first = {each.profile.kind: each for each in reversed(opened)} | {Kind.RENDER: None}
    return Engines(
        cast("Engine[ClipRequest, Clip]", first[Kind.CLIP]),
        cast("Engine[PictureRequest, Picture]", first[Kind.PICTURE]),
        cast("Engine[PromptRequest, Prompt]", first[Kind.PROMPT]),
        others=tuple(each for each in opened if each is not first[each.profile.kind]),
        renderers=chain(Kind.RENDER, settings),
    )


def _local_director() -> Engine[PromptRequest, Prompt]:
    from sajangpick.engines.director import LocalDirector

    return LocalDirector()


def _local_card() -> Engine[PictureRequest, Picture]:
    # It brings the renderer along, which not every process of a job needs.
    from sajangpick.engines.card import LocalCard

    return LocalCard()


def _local_motion() -> Engine[ClipRequest, Clip]:
    # It brings models and codecs along.
    from sajangpick.engines.local import LocalMotion

    return LocalMotion()


@dataclass(frozen=True, slots=True)
class Engines:
    """Who makes what. Words are asked for at once; files are made in a run, which asks in plain values.

    `others` are asked in their order when the first of their kind cannot; a renderer that is a vendor's is one of them.
    `renderers` are the ids of all that render, in the order they are asked: ours is no engine that is asked, because it
    renders where the video is finished.
    """

    clip: Engine[ClipRequest, Clip] = field(default_factory=_local_motion)
    picture: Engine[PictureRequest, Picture] = field(default_factory=_local_card)
    prompt: Engine[PromptRequest, Prompt] = field(default_factory=_local_director)
    others: tuple[SomeEngine, ...] = ()
    ours: Engine[ClipRequest, Clip] = field(default_factory=_local_motion)
    """Whoever makes clips, ours stands by: in what it makes, the dish is the photo's own pixels."""
    renderers: tuple[str, ...] = (OUR_RENDERER,)

    def profiles(self, kind: Kind) -> tuple[Profile, ...]:
        """The engines of a kind, in the order they are asked."""
        match kind:
            case Kind.PROMPT:
                return tuple(each.profile for each in self.prompts)
            case Kind.PICTURE | Kind.CLIP:
                return tuple(each.profile for each in self.chain(kind))
            case Kind.RENDER:
                asked = {each.profile.id: each.profile for each in self.chain(kind)}
                return tuple(asked.get(each) or profile_of(each) for each in self.renderers)

    @property
    def prompts(self) -> tuple[Engine[PromptRequest, Prompt], ...]:
        """Those who write prompts, in the order they are asked."""
        others = (each for each in self.others if each.profile.kind is Kind.PROMPT)
        return (self.prompt, *(cast("Engine[PromptRequest, Prompt]", each) for each in others))

    def editing(self, chain: Sequence[str]) -> list[str]:
        """Those of a chain of pictures who can change one. Who is not set up any more says so when it is asked."""
        others = {each.id for each in self.profiles(Kind.PICTURE) if not each.edits}
        return [each for each in chain if each not in others]

    def of(self, kind: Kind) -> Engine[Wish, Made]:
        """The first engine for a kind of file. Raises Misconfigured if there is none."""
        for engine in self.chain(kind):
            return engine
        raise Misconfigured(f"No engine makes a {kind} in a run.", hint="Set one up, or leave this step out.")

    def chain(self, kind: Kind) -> tuple[Engine[Wish, Made], ...]:
        """The engines for a kind of file, in the order they are asked."""
        others = (each for each in self.others if each.profile.kind is kind)
        match kind:
            case Kind.PICTURE:
                pictures = (self.picture, *(cast("Engine[PictureRequest, Picture]", each) for each in others))
                return tuple(OfWish(each, _picture_of) for each in pictures)
            case Kind.CLIP:
                clips = (self.clip, *(cast("Engine[ClipRequest, Clip]", each) for each in others))
                return tuple(OfWish(each, _clip_of) for each in clips)
            case Kind.RENDER:
                return tuple(OfWish(cast("Engine[RenderRequest, Video]", each), _render_of) for each in others)
            case Kind.PROMPT:
                return ()

    @property
    def all(self) -> tuple[Engine[Wish, Made], ...]:
        """Each of those that make files."""
        listed = [engine for kind in Kind for engine in self.chain(kind)]
        by_id = {engine.profile.id: engine for engine in (*listed, OfWish(self.ours, _clip_of))}
        return tuple(by_id.values())

    def asked(self, kind: Kind, engine_id: str = "") -> Engine[Wish, Made]:
        """The engine that is named, else the first of the kind. Raises Misconfigured if there is none."""
        return self.named(engine_id) if engine_id else self.of(kind)

    def named(self, engine_id: str) -> Engine[Wish, Made]:
        """The engine with this id. Raises Misconfigured if it is not set up any more."""
        for engine in self.all:
            if engine.profile.id == engine_id:
                return engine
        raise Misconfigured(f"There is no engine {engine_id}.", hint="Set it up again, to finish what it began.")


def _picture_of(wish: Wish) -> PictureRequest:
    return _PICTURE_REQUEST.validate_python({**_photographed(wish), "folder": wish.folder, "user": wish.user})


def _clip_of(wish: Wish) -> ClipRequest:
    return _CLIP_REQUEST.validate_python({**_photographed(wish), "folder": wish.folder})


def _photographed(wish: Wish) -> dict[str, object]:
    """Its values; `photo`, a file's name in the folder, is the file."""
    photo = wish.values.get("photo")
    return {**wish.values} if photo is None else {**wish.values, "photo": wish.folder / str(photo)}


def _render_of(wish: Wish) -> RenderRequest:
    """`script`, `sources` (files in the folder by the names that the script uses) and `target`, a file's name."""
    files = {name: str(file) for name, file in cast(JsonObject, wish.values["sources"]).items()}
    return RenderRequest(
        cast(JsonObject, wish.values["script"]),
        {name: wish.folder / file for name, file in files.items()},
        wish.folder / str(wish.values["target"]),
        {name: wish.links[file] for name, file in files.items() if file in wish.links},
    )


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

    def chain(self, kind: Kind, *, edits: bool = False) -> list[str]:
        """Those that this run was given."""
        chain = [each.id for each in self._engines.profiles(kind)]
        return self._engines.editing(chain) if edits else chain

    async def make(self, kind: Kind, wish: JsonObject, *, turn: str = "", engine: str = "") -> JsonObject:
        """Drive the engine to its end."""
        asked_of = self._engines.asked(kind, engine)

        def watch(pending: Pending) -> None:
            if pending.done < pending.total:
                self._report(kind, pending.done, pending.total)

        self._report(kind, 0, 1)
        asked = Wish(wish, self._folder)
        made = await make(asked_of, asked, key=f"{self._folder.name}-{turned(kind, turn)}", watch=watch)
        self._report(kind, 1, 1)
        return {"engine": asked_of.profile.id, "file": str(made.path)}


def turned(kind: Kind, turn: str) -> str:
    """What one ask of a run is called."""
    return f"{kind}.{turn}" if turn else kind


class _Stopped(Exception):
    """Raised inside an act that was cancelled."""


_PICTURE_REQUEST = TypeAdapter(PictureRequest)
_CLIP_REQUEST = TypeAdapter(ClipRequest)
