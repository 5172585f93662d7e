"""What can go wrong at a vendor, and how a test orders it.

By header (`X-Sandbox-Fault: busy`), by a word in what is asked for (`[fault:moderated]`), or ahead of time by
`POST /sandbox/faults`. A name may say where it strikes: `busy@look`, `lost_before@upload`; else it strikes the order.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

HEADER = "X-Sandbox-Fault"
_KEYWORD = re.compile(r"\[fault:([a-z_]+)(?:@([a-z]+))?\]")
_NAMED = re.compile(r"([a-z_]+)(?:@([a-z]+))?")


class Step(StrEnum):
    """Where a vendor is called."""

    ORDER = "order"
    UPLOAD = "upload"
    LOOK = "look"
    FETCH = "fetch"
    CANCEL = "cancel"


class Fault(StrEnum):
    """One thing that goes wrong."""

    BUSY = "busy"  # 429 with Retry-After
    UNKEYED = "unkeyed"  # 401
    UNPAID = "unpaid"  # 402
    INVALID = "invalid"  # 400
    DOWN = "down"  # 503 before anything was taken
    BROKEN = "broken"  # 500 after the order was taken
    LOST_BEFORE = "lost_before"  # no answer, and nothing was taken
    LOST_AFTER = "lost_after"  # no answer, but the order was taken
    SLOW = "slow"  # takes ten times as long
    THROTTLED = "throttled"  # accepted, but it waits for its turn
    MODERATED = "moderated"  # refused by policy, and billed
    FAILED = "failed"  # the vendor's own failure, not billed
    CANCELLED = "cancelled"  # somebody stops it at the vendor
    EXPIRED = "expired"  # the first link to the result has expired
    TRUNCATED = "truncated"  # the first fetch of the result ends half way
    WEBHOOK_LOST = "webhook_lost"
    WEBHOOK_LATE = "webhook_late"
    WEBHOOK_DOUBLED = "webhook_doubled"
    WEBHOOK_SHUFFLED = "webhook_shuffled"  # the last news comes first
    WEBHOOK_FORGED = "webhook_forged"  # signed with another secret, and it lies


@dataclass(slots=True)
class Ordered:
    """A fault that was ordered ahead: it strikes the next `times` calls of a step, of one vendor or of any."""

    fault: Fault
    step: Step = Step.ORDER
    vendor: str = ""
    times: int = 1


def fault_named(text: str, step: Step) -> Fault | None:
    """The fault that a header's value orders for this step."""
    found = _NAMED.fullmatch(text.strip())
    return _at(found, step)


def fault_in(text: str, step: Step) -> Fault | None:
    """The first fault that a word in a text orders for this step."""
    return next((fault for found in _KEYWORD.finditer(text) if (fault := _at(found, step))), None)


def _at(found: re.Match[str] | None, step: Step) -> Fault | None:
    if found is None or (found[2] or Step.ORDER) != step:
        return None
    return _FAULTS.get(found[1])


_FAULTS = {fault.value: fault for fault in Fault}
