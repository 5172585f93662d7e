"""What an engine is.

An engine turns one request into one result. Making takes time and may cost money, so the act is cut where a crash must
not pay twice: `submit` spends and returns a Ticket, `poll` only looks. An adapter knows neither the database nor the
workflow engine; whoever drives it keeps the ticket.

Of a submit, `errors.Refused` (never), `errors.Unavailable` (not now) and `errors.Misconfigured` (tell the operator) say
that the order was surely not taken. `errors.Unanswered` says that nobody knows: it may have been, so it is never sent
again. Of a poll, `errors.Unreachable` says that only the look failed: the work goes on, look again later. Any other
error says that the work itself is over and failed: Refused will fail again, Unavailable may succeed if ordered anew.
"""

import asyncio
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Generic, Protocol, TypeAlias, TypeVar

from sajangpick.domain.json import Json
from sajangpick.errors import Misconfigured, Unreachable

RequestT_contra = TypeVar("RequestT_contra", contravariant=True)
OutputT_co = TypeVar("OutputT_co", covariant=True)


class Kind(StrEnum):
    """What an engine makes."""

    PROMPT = "prompt"
    PICTURE = "picture"
    CLIP = "clip"
    RENDER = "render"


SUNSET_NEAR = timedelta(days=60)
"""An operator is warned so long before an engine ends."""


class State(StrEnum):
    """Whether an engine takes orders, and for how long."""

    READY = "ready"
    ENDS_SOON = "ends_soon"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a vendor may be called at all: `requests` in any `seconds`."""

    requests: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Profile:
    """Facts about an engine, as data. Prices are ours, in won, 0 where it runs on our own machine: `price_won` for each
    result, and `won_per_second` for each second of it.

    `seconds` and `sizes` (width, height in pixels) are the only ones it makes; empty: whatever is asked.
    `repeatable`: a submit may be sent again under the same key, because the vendor knows the key or it costs nothing.
    `poll_seconds`: no look at one ticket sooner than so long after the last.
    `edits`: of words and a picture it makes another picture, too.
    `home`: it runs on the operator's own machines. `policy` tells owners, in a Korean sentence, what leaves for whom
    and what the vendor refuses; `policy_en` says the same in English, empty where nobody wrote it.
    """

    id: str
    kind: Kind
    title: str
    price_won: int = 0
    won_per_second: float = 0.0
    max_seconds: float | None = None
    seconds: tuple[float, ...] = ()
    sizes: tuple[tuple[int, int], ...] = ()
    concurrency: int = 1
    pace: Pace | None = None
    poll_seconds: float = 0.0
    repeatable: bool = False
    edits: bool = False
    sunset: date | None = None
    successor: str | None = None
    home: bool = False
    policy: str = ""
    policy_en: str = ""

    @property
    def vendor(self) -> str:
        """Whose it is: what stands before the colon."""
        return self.id.partition(":")[0]

    @property
    def model(self) -> str:
        """What the vendor calls it: what stands behind the colon."""
        return self.id.partition(":")[2]

    def cost_won(self, seconds: float = 0.0) -> int:
        """What a result costs us, in whole won, rounded up; `seconds` is how long a clip or video is asked to be."""
        return self.price_won + math.ceil(self.won_per_second * self.seconds_for(seconds))

    def seconds_for(self, asked: float) -> float:
        """The shortest length it makes that is no shorter than `asked`; its longest if there is none."""
        longer = [each for each in self.seconds if each >= asked]
        return min(longer) if longer else max(self.seconds, default=asked)

    def size_for(self, asked: tuple[int, int]) -> tuple[int, int]:
        """The size it makes whose shape is nearest to that of `asked`, then whose area is."""
        return min(self.sizes, key=lambda size: (_turn(size, asked), _growth(size, asked)), default=asked)

    def is_over(self, today: date) -> bool:
        """Whether its vendor has ended it."""
        return self.sunset is not None and today >= self.sunset

    def ends_soon(self, today: date) -> bool:
        """Whether it ends within SUNSET_NEAR, or has ended."""
        return self.sunset is not None and self.sunset - today <= SUNSET_NEAR

    def state(self, today: date) -> State:
        """Whether it takes orders on a day, and for how long."""
        if self.is_over(today):
            return State.ENDED
        return State.ENDS_SOON if self.ends_soon(today) else State.READY


def _turn(size: tuple[int, int], asked: tuple[int, int]) -> float:
    """How far two shapes are apart; rounded, so that 1080x1920 and 720x1280 are the same shape."""
    return round(abs(math.log(size[0] * asked[1] / (size[1] * asked[0]))), 2)


def _growth(size: tuple[int, int], asked: tuple[int, int]) -> float:
    return abs(math.log(size[0] * size[1] / (asked[0] * asked[1])))


class Made(Protocol):
    """A result that is a file: what every engine makes but those of words."""

    @property
    def path(self) -> Path:
        """Where it lies, in the folder that was asked for."""
        ...


@dataclass(frozen=True, slots=True)
class PromptRequest:
    """Say how this idea shall look: all in the owner's words, Korean or English; what is empty is the engine's to
    choose. Another `seed` is another take on the same idea.

    `user` tells a vendor that one person asks, and not who: a hash of at most 64 letters, or nothing.
    """

    idea: str
    style: str = ""
    mood: str = ""
    camera: str = ""
    ratio: str = "9:16"
    extra: str = ""
    seed: int = 0
    user: str = ""


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
    """Make a picture of these words, Korean or English; `size` is width and height in pixels, `user` as in
    PromptRequest. `photo` is the picture to change, instead of a new one: only for an engine that `edits`."""

    prompt: str
    size: tuple[int, int]
    folder: Path
    seed: int = 0
    negative: str = ""
    user: str = ""
    photo: Path | None = None


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
    """Render this RenderScript document; `sources` are the files behind the names it uses.

    `links` are addresses of the same files, by the same names, for a vendor that fetches what it renders; empty where
    this service cannot be reached.
    """

    script: Mapping[str, Json]
    sources: Mapping[str, Path]
    target: Path
    links: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Video:
    """A rendered file."""

    path: Path
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ticket:
    """A receipt for work under way: with `id` it is found again after a crash.

    `folder` is where a poll puts a file that it fetches; whoever looks from another place names another one.
    """

    engine: str
    id: str
    folder: Path = Path()


@dataclass(frozen=True, slots=True)
class Pending:
    """Not finished: `done` of `total` units so far (0 of 0 where nobody knows).

    `again_in_seconds`: a look before that would tell nothing, or anger the vendor.
    """

    done: int = 0
    total: int = 0
    again_in_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Finished(Generic[OutputT_co]):
    """Done, with the result. `cost_usd` is what the vendor says that it charged; None: what its profile says."""

    output: OutputT_co
    cost_usd: float | None = None


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


SomeEngine: TypeAlias = (
    Engine[PromptRequest, Prompt]
    | Engine[PictureRequest, Picture]
    | Engine[ClipRequest, Clip]
    | Engine[RenderRequest, Video]
)
"""An engine of any kind; its profile says which."""


@dataclass(frozen=True, slots=True)
class Mortal(Generic[RequestT_contra, OutputT_co]):
    """An engine whose vendor will end it: from that day on it takes no order, and says who does.

    What was ordered before can still be looked at. `today` is for tests.
    """

    engine: Engine[RequestT_contra, OutputT_co]
    today: Callable[[], date] = date.today

    @property
    def profile(self) -> Profile:
        """What the engine is."""
        return self.engine.profile

    async def submit(self, request: RequestT_contra, *, key: str) -> Ticket:
        """Order the work. Raises Misconfigured once the engine is over."""
        if self.profile.is_over(self.today()):
            raise Misconfigured(
                f"{self.profile.title} ended on {self.profile.sunset}.",
                hint=f"Use {self.profile.successor} instead." if self.profile.successor else "Use another engine.",
            )
        return await self.engine.submit(request, key=key)

    async def poll(self, ticket: Ticket) -> Pending | Finished[OutputT_co]:
        """Look at the work."""
        return await self.engine.poll(ticket)

    async def cancel(self, ticket: Ticket) -> None:
        """Ask for the work to stop."""
        await self.engine.cancel(ticket)


# A vendor that cannot be reached has our work all the same; somebody waits here, but not for ever.
_MISSED_LOOK_SECONDS, _MOST_MISSED_LOOKS = 5.0, 60

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
        missed = 0
        while True:
            try:
                looked = await engine.poll(ticket)
            except Unreachable as error:
                missed += 1
                if missed == _MOST_MISSED_LOOKS:
                    raise
                looked = Pending(again_in_seconds=error.retry_after or _MISSED_LOOK_SECONDS)
            match looked:
                case Finished(output):
                    return output
                case Pending() as pending:
                    if watch:
                        watch(pending)
            await asyncio.sleep(max(poll_seconds, pending.again_in_seconds))
    except asyncio.CancelledError:
        await engine.cancel(ticket)
        raise
