"""What all vendors of a sandbox share: the clock, the work under way, the files it made, faults, and the bill."""

import asyncio
import hashlib
import json
import secrets
import tempfile
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import httpx

from sajangpick.domain.json import Json, JsonObject
from sajangpick.sandbox.bill import Bill
from sajangpick.sandbox.clock import Clock
from sajangpick.sandbox.faults import Fault, Ordered, Step, fault_in, fault_named
from sajangpick.sandbox.results import cut_off

WORK_SECONDS = 2.0
SLOWER = 10.0
LATE_SECONDS = 60.0
LINK_SECONDS = 24 * 3600.0
# Longer than any of our clients waits for one answer.
HANG_SECONDS = 600.0

Make: TypeAlias = Callable[[Path], Path]
"""Makes the result at a path, whose suffix it may choose; it runs in a thread."""

News: TypeAlias = Callable[[], Awaitable[list[bytes]]]
"""The messages of a work's end, in their order. A forger's are asked for before that: they tell of it all the same."""

Sign: TypeAlias = Callable[[bytes, bool], Mapping[str, str]]
"""The headers of a message; those of a forger, who does not know the secret, if the second value is true."""


@dataclass(slots=True)
class Work:
    """One order that was taken. `request` is what was asked; `facts` is the vendor's own to keep."""

    id: str
    vendor: str
    request: JsonObject
    make: Make
    usd: float
    began: float
    ends: float
    fault: Fault | None = None
    facts: JsonObject = field(default_factory=dict[str, Json])
    cancelled: bool = False
    path: Path | None = None


class World:
    """A sandbox's state. `base_url` is where it is reached; `small` results have few pixels.

    `in_process`: an answer that never comes is a time-out at once, as nobody waits for it. `client` delivers webhooks
    and fetches files; `webhooks` says where and by which secret (`whsec_…`), for the vendors at which an address is
    registered for them.
    """

    def __init__(
        self,
        *,
        base_url: str = "http://sandbox",
        clock: Clock | None = None,
        work_seconds: float = WORK_SECONDS,
        small: bool = True,
        in_process: bool = True,
        client: Callable[[], httpx.AsyncClient] = httpx.AsyncClient,
        webhooks: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        self.base_url = base_url
        self.clock = clock or Clock()
        self.work_seconds = work_seconds
        self.small = small
        self.in_process = in_process
        self.webhooks = dict(webhooks or {})
        self.bill = Bill()
        self.works: dict[str, Work] = {}
        self.ordered: list[Ordered] = []
        self.delivered: list[str] = []
        self.calls: list[tuple[str, Step]] = []
        self._client = client
        self._folder = tempfile.TemporaryDirectory(prefix="sajangpick-sandbox-")
        self._making: dict[str, asyncio.Lock] = {}
        self._links: dict[str, tuple[Path, float]] = {}
        self._struck: set[tuple[str, Fault]] = set()
        self._telling = set[asyncio.Task[None]]()

    @property
    def folder(self) -> Path:
        """Where results lie until the sandbox ends."""
        return Path(self._folder.name)

    def fault(self, vendor: str, step: Step, *, header: str = "", text: str = "") -> Fault | None:
        """What goes wrong at this call: by header, by a word in the text, or because it was ordered ahead."""
        self.calls.append((vendor, step))
        found = fault_named(header, step) or fault_in(text, step)
        if found is not None:
            return found
        for each in self.ordered:
            if each.step is step and each.vendor in ("", vendor) and each.times > 0:
                each.times -= 1
                return each.fault
        return None

    def begin(
        self, vendor: str, request: JsonObject, *, make: Make, usd: float, fault: Fault | None = None, id: str = ""
    ) -> Work:
        """Take an order. It is charged now; `refund` takes that back."""
        seconds = self.work_seconds * (SLOWER if fault is Fault.SLOW else 1.0)
        now = self.clock.now
        work = Work(id or str(uuid.uuid4()), vendor, request, make, usd, now, now + seconds, fault)
        self.works[work.id] = work
        self.bill.charge(vendor, work.id, usd, "ordered")
        return work

    def find(self, vendor: str, work_id: str) -> Work | None:
        """The work with this id, if it is this vendor's."""
        work = self.works.get(work_id)
        return work if work is not None and work.vendor == vendor else None

    def progress(self, work: Work) -> float:
        """The share that is done, 0 to 1."""
        if work.ends <= work.began:
            return 1.0
        return min(1.0, (self.clock.now - work.began) / (work.ends - work.began))

    def is_over(self, work: Work) -> bool:
        """Whether it has ended, one way or another."""
        return work.cancelled or self.progress(work) >= 1.0

    def has_failed(self, work: Work) -> bool:
        """Whether it has ended without a result; asked of a work that is over. What is moderated stays billed."""
        if work.fault is Fault.FAILED and self._first_time(work.id, Fault.FAILED):
            self.refund(work, "failed")
        if work.fault is Fault.CANCELLED:
            work.cancelled = True
        return work.cancelled or work.fault in (Fault.FAILED, Fault.MODERATED)

    def refund(self, work: Work, why: str) -> None:
        """Take back what it was charged."""
        if rest := self.bill.usd(work_id=work.id):
            self.bill.charge(work.vendor, work.id, -rest, why)

    async def result(self, work: Work) -> Path:
        """The file it made, made when it is first asked for. Works that were asked for the same share their file."""
        asked = json.dumps([work.vendor, work.request], sort_keys=True, default=str)
        name = hashlib.sha256(asked.encode()).hexdigest()[:32]
        async with self._making.setdefault(name, asyncio.Lock()):
            made = next((path for path in self.folder.glob(f"{name}.*")), None)
            work.path = made or await asyncio.to_thread(work.make, self.folder / name)
        return work.path

    async def link(self, work: Work) -> str:
        """A fresh link to its result, as vendors sign them; the faults of links strike the first one only."""
        path = await self.result(work)
        expires = self.clock.now + LINK_SECONDS
        if work.fault is Fault.EXPIRED and self._first_time(work.id, Fault.EXPIRED):
            expires = self.clock.now - 1
        if work.fault is Fault.TRUNCATED and self._first_time(work.id, Fault.TRUNCATED):
            half = path.with_name(f"half-{secrets.token_hex(4)}{path.suffix}")
            path = await asyncio.to_thread(cut_off, path, half)
        token = secrets.token_urlsafe(16)
        self._links[token] = path, expires
        return f"{self.base_url}/sandbox/files/{token}{path.suffix}"

    def linked(self, name: str) -> Path | None:
        """The file behind a link; None once that has expired."""
        path, expires = self._links.get(name.partition(".")[0], (None, 0.0))
        return path if self.clock.now < expires else None

    async def fetch(self, url: str) -> Path:
        """Get a file as a vendor does who was given its address. Raises httpx.HTTPError, or httpx.InvalidURL."""
        path = self.folder / "fetched" / hashlib.sha256(url.encode()).hexdigest()[:32]
        async with self._making.setdefault(path.name, asyncio.Lock()):
            if not path.exists():
                path.parent.mkdir(exist_ok=True)
                async with self._client() as client:
                    response = await client.get(url, follow_redirects=True)
                await asyncio.to_thread(path.write_bytes, response.raise_for_status().content)
        return path

    def tell(self, work: Work, url: str, *, news: News, sign: Sign) -> None:
        """Send webhooks when the work ends, with whatever goes wrong on their way."""
        task = asyncio.ensure_future(self._tell(work, url, news, sign))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def settle(self) -> None:
        """Wait until every webhook that is due was sent; a clock that is moved by hand must be moved first."""
        while self._telling:
            await asyncio.gather(*self._telling)

    async def hang(self) -> None:
        """Never answer."""
        if self.in_process:
            raise httpx.ReadTimeout("the sandbox does not answer")
        await asyncio.sleep(HANG_SECONDS)

    def close(self) -> None:
        """Throw everything away."""
        for task in self._telling:
            task.cancel()
        self._folder.cleanup()

    async def _tell(self, work: Work, url: str, news: News, sign: Sign) -> None:
        if work.fault is Fault.WEBHOOK_LOST:
            return
        if work.fault is Fault.WEBHOOK_FORGED:
            for body in await news():
                await self._post(url, body, sign(body, True))
        late = LATE_SECONDS if work.fault is Fault.WEBHOOK_LATE else 0.0
        await self.clock.until(work.ends + late)
        bodies = await news()
        if work.fault is Fault.WEBHOOK_SHUFFLED:
            bodies = bodies[::-1]
        for body in bodies * (2 if work.fault is Fault.WEBHOOK_DOUBLED else 1):
            await self._post(url, body, sign(body, False))

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        async with self._client() as client:
            try:
                response = await client.post(url, content=body, headers=dict(headers))
                self.delivered.append(f"{response.status_code} {url}")
            except httpx.HTTPError as error:
                self.delivered.append(f"{type(error).__name__} {url}")

    def _first_time(self, work_id: str, fault: Fault) -> bool:
        new = (work_id, fault) not in self._struck
        self._struck.add((work_id, fault))
        return new
