"""The sandbox, as one that serves many jobs at once and errs for each as it was told for that one."""

import json
import os
import re
import signal
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio

from sajangpick.domain.json import JsonObject
from sajangpick.sandbox import Fault, Step, World
from sajangpick.sandbox.world import Make, News, Sign, Work

# Longer than an order is waited for in a node, and no longer than anybody likes to wait for the server's end.
HANG_SECONDS = 6.0
_SEEN_AT = 0.5
_TAG = re.compile(r"<cell (\d+)>")


@dataclass(slots=True)
class Plan:
    """What goes wrong for one job. `folder` is where its node says who it is; `webhook` is its own address."""

    vendor: str
    fault: Fault | None
    step: Step
    times: int
    folder: Path
    kills: bool = False
    """Whether the node is killed as soon as its order was taken."""
    stops: bool = False
    """Whether a work of its goes on until it is stopped."""
    webhook: str = ""
    works: list[Work] = field(default_factory=list[Work])
    looks: Counter[str] = field(default_factory=Counter[str])
    killed: bool = False


def tag(cell: int) -> str:
    """What stands in the prompt of a cell's job."""
    return f"<cell {cell}>"


class Vendors(World):
    """Plans by the number of the cell, which nodes send as the header that orders a fault."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.plans: dict[str, Plan] = {}

    def fault(self, vendor: str, step: Step, *, header: str = "", text: str = "") -> Fault | None:  # noqa: ARG002 (a World's)
        """What its plan says, as often as it says."""
        self.calls.append((vendor, step))
        plan = self.plans[header]
        if (plan.vendor, plan.step) != (vendor, step) or plan.times < 1:
            plan.looks[vendor] += step is Step.LOOK
            return None
        plan.times -= 1
        return plan.fault

    def begin(
        self, vendor: str, request: JsonObject, *, make: Make, usd: float, fault: Fault | None = None, id: str = ""
    ) -> Work:
        """Take an order, and strike the one who sent it down if its time has come."""
        work = super().begin(vendor, request, make=make, usd=usd, fault=fault, id=id)
        plan = self._plan(work)
        plan.works.append(work)
        if plan.kills and not plan.killed:
            plan.killed = True
            with suppress(ProcessLookupError):
                os.kill(int((plan.folder / "pid").read_text()), signal.SIGKILL)
        return work

    def progress(self, work: Work) -> float:
        """The first look sees it at work, however slow the machine is."""
        plan, progress = self._plan(work), super().progress(work)
        return min(_SEEN_AT, progress) if plan.stops or plan.looks[work.vendor] < 2 else progress

    def tell(self, work: Work, url: str, *, news: News, sign: Sign) -> None:  # noqa: ARG002 (a World's)
        """Send webhooks to the job's own node."""
        plan = self._plan(work)
        if plan.webhook:
            super().tell(work, plan.webhook, news=news, sign=sign)

    async def hang(self) -> None:
        """Not to answer is not to wait for ever."""
        await anyio.sleep(HANG_SECONDS)

    def billed(self, plan: Plan) -> list[float]:
        """Dollars of each work of a plan that was not given back."""
        sums = (self.bill.usd(work_id=work.id) for work in plan.works)
        return [usd for usd in sums if usd]

    def unused(self, plan: Plan) -> int:
        """Works of a plan that did not fail: somebody must have had their result."""
        return sum(not work.cancelled and not self.has_failed(work) for work in plan.works)

    def _plan(self, work: Work) -> Plan:
        found = _TAG.search(json.dumps(work.request))
        assert found
        return self.plans[found[1]]


def addresses(world: World) -> Mapping[str, str]:
    """The settings by which a service reaches it."""
    return {
        "runway_url": f"{world.base_url}/runway",
        "openai_videos_url": f"{world.base_url}/openai_videos/v1",
        "stability_url": f"{world.base_url}/stability",
        "runway_key": "key",
        "openai_videos_key": "key",
        "stability_key": "key",
    }
