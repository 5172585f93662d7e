"""What goes wrong at which vendor, and how a job must end of it where nobody is killed."""

from dataclasses import dataclass
from enum import StrEnum

from tests.jobs.matrix.points import KILLS, Point

from sajangpick.engine import Kind
from sajangpick.sandbox import Fault, Step

FOR_GOOD = 1_000_000
"""Strikes every call of its step."""


class End(StrEnum):
    """How a job ends, and where its credits are then."""

    MADE = "M"  # captured
    FAILED = "F"  # released
    REVIEW = "R"  # held
    STOPPED = "S"  # released


@dataclass(frozen=True, slots=True)
class Flow:
    """What a job asks for, and whom, in this order; the first is the one that errs."""

    name: str
    kind: Kind
    engines: tuple[str, ...]
    hears: bool = False
    """Whether the vendor's webhooks reach us."""
    stops: bool = False
    """Whether its owner stops it, once it was seen at work."""


CLIP = Flow("clip", Kind.CLIP, ("runway:gen4_turbo",))
STOPPED = Flow("clip, stopped", Kind.CLIP, ("runway:gen4_turbo",), stops=True)
CHAIN = Flow("clip, two vendors", Kind.CLIP, ("runway:gen4_turbo", "openai_videos:sora-2"))
HEARD = Flow("clip, webhooks", Kind.CLIP, ("openai_videos:sora-2",), hears=True)
PICTURE = Flow("picture at once", Kind.PICTURE, ("stability:core",))


@dataclass(frozen=True, slots=True)
class Row:
    """A fault in a flow. Without a kill the job ends as `end` says for the reason `failure`, after so many `orders`
    were taken, of which so many stay `billed`.

    `told`: the vendor says what it charged, or it is what was expected.
    """

    flow: Flow
    fault: Fault | None
    end: End
    failure: str | None = None
    orders: int = 1
    billed: int = 1
    step: Step = Step.ORDER
    times: int = FOR_GOOD
    told: bool = True

    @property
    def name(self) -> str:
        """Its heading, as faults are ordered."""
        where = "" if self.step is Step.ORDER else f"@{self.step}"
        return f"{self.fault or 'nothing'}{where}"

    @property
    def passes(self) -> tuple[Point, ...]:
        """The points that a job of this row comes by."""
        if self.flow.stops:
            return (Point.LOOKED, Point.STOPPED, Point.UNDOING, Point.UNDONE)
        without = {Point.STOPPED, Point.UNDOING, Point.UNDONE}
        if self.orders == 0:
            without |= {Point.TAKEN}
        if not self.looks:
            without |= {Point.LOOKING, Point.LOOKED, Point.DONE, Point.CHARGED, Point.KEPT}
        if self.flow.kind is Kind.PICTURE:
            without |= {Point.LOOKED}
        if self.end is not End.MADE:
            without |= {Point.KEPT}
        return tuple(point for point in KILLS if point not in without)

    @property
    def is_refused(self) -> bool:
        """Whether the vendor that errs says that it takes no order."""
        return self.fault in _REFUSALS and self.step in (Step.ORDER, Step.UPLOAD)

    @property
    def looks(self) -> bool:
        """Whether the vendor's answer was a ticket."""
        return self.end is not End.REVIEW and self.orders > 0


def _clips() -> list[Row]:
    rows = [
        Row(CLIP, None, End.MADE),
        *(Row(CLIP, fault, End.FAILED, failure, 0, 0) for fault, failure in _REFUSALS.items()),
        *_lost(CLIP),
        *(Row(CLIP, each, End.MADE) for each in (Fault.SLOW, Fault.THROTTLED, Fault.EXPIRED, Fault.TRUNCATED)),
        Row(CLIP, Fault.MODERATED, End.FAILED, "engine_refused"),
        Row(CLIP, Fault.FAILED, End.FAILED, "engine_unavailable", billed=0),
        Row(CLIP, Fault.CANCELLED, End.FAILED, "engine_unavailable"),
    ]
    rows += [
        Row(CLIP, fault, End.FAILED, failure, 0, 0, Step.UPLOAD)
        for fault, failure in {**_REFUSALS, Fault.UNPAID: "engine_refused", **_SILENCES}.items()
    ]
    return rows + [Row(CLIP, fault, End.MADE, step=Step.LOOK, times=1) for fault in (*_REFUSALS, *_SILENCES)]


def _stopped() -> list[Row]:
    lost = (Fault.BUSY, Fault.DOWN, Fault.LOST_BEFORE)
    return [
        Row(STOPPED, None, End.STOPPED),
        *(Row(STOPPED, fault, End.STOPPED, step=Step.CANCEL, times=1) for fault in lost),
    ]


def _chains() -> list[Row]:
    return [
        *(Row(CHAIN, fault, End.MADE) for fault in (None, Fault.BUSY, Fault.UNKEYED, Fault.UNPAID)),
        Row(CHAIN, Fault.INVALID, End.FAILED, "engine_refused", 0, 0),
        *_lost(CHAIN),
        Row(CHAIN, Fault.MODERATED, End.FAILED, "engine_refused"),
        Row(CHAIN, Fault.FAILED, End.MADE, orders=2, billed=1),
        Row(CHAIN, Fault.CANCELLED, End.MADE, orders=2, billed=2),
    ]


def _heard() -> list[Row]:
    webhooks = (fault for fault in Fault if fault.startswith("webhook_"))
    return [
        Row(HEARD, None, End.MADE),
        *(Row(HEARD, each, End.MADE) for each in webhooks),
        *(Row(HEARD, each, End.MADE) for each in (Fault.SLOW, Fault.THROTTLED, Fault.EXPIRED, Fault.TRUNCATED)),
        *_lost(HEARD),
        Row(HEARD, Fault.MODERATED, End.FAILED, "engine_refused"),
        Row(HEARD, Fault.FAILED, End.FAILED, "engine_unavailable", billed=0, told=False),
        Row(HEARD, Fault.CANCELLED, End.FAILED, "engine_unavailable"),
        *(Row(HEARD, fault, End.MADE, step=Step.FETCH, times=1) for fault in (*_REFUSALS, *_SILENCES)),
    ]


def _pictures() -> list[Row]:
    return [
        Row(PICTURE, None, End.MADE),
        *(Row(PICTURE, fault, End.FAILED, failure, 0, 0) for fault, failure in _REFUSALS.items()),
        *_lost(PICTURE),
        Row(PICTURE, Fault.MODERATED, End.FAILED, "engine_refused"),
    ]


def _lost(flow: Flow) -> list[Row]:
    """An order of which nobody knows whether it was taken; half of them were."""
    return [
        *(Row(flow, fault, End.REVIEW, "needs_review", 0, 0) for fault in (Fault.DOWN, Fault.LOST_BEFORE)),
        *(Row(flow, fault, End.REVIEW, "needs_review", 1, 1) for fault in (Fault.BROKEN, Fault.LOST_AFTER)),
    ]


_REFUSALS = {
    Fault.BUSY: "engine_unavailable",
    Fault.UNKEYED: "engine_misconfigured",
    Fault.UNPAID: "engine_unavailable",
    Fault.INVALID: "engine_refused",
}
_SILENCES = {Fault.DOWN: "engine_unavailable", Fault.LOST_BEFORE: "engine_unavailable"}

ROWS: tuple[Row, ...] = (*_clips(), *_stopped(), *_chains(), *_heard(), *_pictures())
"""The whole matrix, but for its columns."""
