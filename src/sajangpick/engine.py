"""What an engine is.

An engine turns one request into one result. Making takes time and may cost money, so the act is cut where a crash must
not pay twice: `submit` spends and returns a Ticket, `poll` only looks. An adapter knows neither the database nor the
workflow engine; whoever drives it keeps the ticket.

Errors are `errors.Refused` (never), `errors.Unavailable` (not now) and `errors.Misconfigured` (tell the operator): the
order was surely not taken. `errors.Unanswered` says that nobody knows: it may have been, so it is never sent again.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Generic, Protocol, TypeAlias, TypeVar

from sajangpick.domain.json import Json

RequestT_contra = TypeVar("RequestT_contra", contravariant=True)
OutputT_co = TypeVar("OutputT_co", covariant=True)


class Kind(StrEnum):
    """What an engine makes."""

    PROMPT = "prompt"
    PICTURE = "picture"
    CLIP = "clip"
    RENDER = "render"


@dataclass(frozen=True, slots=True)
class Profile:
    """Facts about an engine, as data. `price_won` is per result, 0 where it runs on our own machine.

    `repeatable`: a submit may be sent again under the same key, because the vendor knows the key or it costs nothing.
    """

    id: str
    kind: Kind
    title: str
    price_won: int = 0
    max_seconds: float | None = None
    concurrency: int = 1
    repeatable: bool = False
    sunset: date | None = None
    successor: str | None = None


class Made(Protocol):
    """A result that is a file: what every engine makes but those of words."""

    @property
    def path(self) -> Path:
        """Where it lies, in the folder that was asked for."""
        ...


@dataclass(frozen=True, slots=True)
class PromptRequest:
    """Say how this idea shall look: all in the owner's words, Korean or English; what is empty is the engine's to
    choose. Another `seed` is another take on the same idea."""

    idea: str
    style: str = ""
    mood: str = ""
    camera: str = ""
    ratio: str = "9:16"
    extra: str = ""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Prompt:
    """What picture and clip engines are told. `prompt` and `negative` are English and complete, `korean` says the same
    to the owner; `shot`, `lens`, `light` and `motion` are the parts of `prompt` that a director decides.

    `camera` and `steam` are for an engine that takes the move and the steam as values: see ClipRequest.
    """

    prompt: str
    korean: str
    negative: str
    shot: str
    lens: str
    light: str
    motion: str
    camera: str = "push-in"
    steam: float = 0.0


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """Make a picture of these words, Korean or English; `size` is width and height in pixels."""

    prompt: str
    size: tuple[int, int]
    folder: Path
    seed: int = 0
    negative: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a dish. `labelled`: it says of itself, in its pixels, that AI made it."""

    path: Path
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class ClipRequest:
    """Bring this photo alive. `aim` is where the dish's circle shall sit: centre x, y and diameter, in frame widths
    and heights (the diameter in widths); an engine that cannot aim frames the dish itself."""

    photo: Path
    seconds: float
    size: tuple[int, int]
    prompt: str
    folder: Path
    frame_rate: int = 30
    seed: int = 0
    camera: str = "push-in"
    steam: float = 0.0
    aim: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Clip:
    """Footage, or (from our own engine) the plan of it: a file that a World opens as a moving source."""

    path: Path


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """Render this RenderScript document; `sources` are the files behind the names it uses."""

    script: Mapping[str, Json]
    sources: Mapping[str, Path]
    target: Path


@dataclass(frozen=True, slots=True)
class Video:
    """A rendered file."""

    path: Path
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ticket:
    """A receipt for work under way: enough to find it again after a crash."""

    engine: str
    id: str


@dataclass(frozen=True, slots=True)
class Pending:
    """Not finished: `done` of `total` units so far (0 of 0 where nobody knows)."""

    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Finished(Generic[OutputT_co]):
    """Done, with the result."""

    output: OutputT_co


class Engine(Protocol[RequestT_contra, OutputT_co]):
    """One maker of one kind of thing."""

    @property
    def profile(self) -> Profile:
        """What it is and what it can do."""
        ...

    async def submit(self, request: RequestT_contra, *, key: str) -> Ticket:
        """Order the work, once per `key`. Raises Unanswered if it may have been taken, another EngineError if not."""
        ...

    async def poll(self, ticket: Ticket) -> "Pending | Finished[OutputT_co]":
        """Look at the work; never spends. Raises what made it fail."""
        ...

    async def cancel(self, ticket: Ticket) -> None:
        """Ask for the work to stop; quiet if it is over."""
        ...


Watch: TypeAlias = Callable[[Pending], None]


async def make(
    engine: Engine[RequestT_contra, OutputT_co],
    request: RequestT_contra,
    *,
    key: str,
    watch: Watch | None = None,
    poll_seconds: float = 0.1,
) -> OutputT_co:
    """Drive an engine to its end in this process: submit, then poll. Cancels the work if we are cancelled."""
    ticket = await engine.submit(request, key=key)
    try:
        while True:
            match await engine.poll(ticket):
                case Finished(output):
                    return output
                case Pending() as pending:
                    if watch:
                        watch(pending)
            await asyncio.sleep(poll_seconds)
    except asyncio.CancelledError:
        await engine.cancel(ticket)
        raise
