"""A recipe that does nothing of use, quickly or slowly, well or badly, as its request says; and a vendor for it.

Acts lie here, for a process of their own reads the whole module: here it takes a moment, in most tests seconds.
"""

import asyncio
import os
import signal
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import copyfile
from typing import cast

from sajangpick import errors
from sajangpick.domain.json import JsonObject
from sajangpick.engine import Clip, ClipRequest, Finished, Kind, Pending, Profile, Ticket
from sajangpick.pipeline import Report, Run

WISH: JsonObject = {"seconds": 1.0, "size": [90, 160], "prompt": ""}

ERRORS = {
    "photo_refused": lambda: errors.PhotoRefused("너무 어두워요.", code="too_dark"),
    "text_does_not_fit": lambda: errors.TextDoesNotFit("메뉴 이름이 너무 길어요."),
    "bad_input": lambda: errors.BadInput("가격이 0원입니다."),
    "file_missing": lambda: errors.SourceMissing("There is no photo."),
    "engine_refused": lambda: errors.Refused("Not this photo."),
    "engine_unavailable": lambda: errors.Unavailable("Busy.", retry_after=0.01),
    "engine_misconfigured": lambda: errors.Misconfigured("No key."),
    "needs_review": lambda: errors.Unanswered("The line broke."),
    "inspection_failed": lambda: errors.UnfitFile("검은 화면이 깁니다."),
    "internal": lambda: ZeroDivisionError(),
}


async def recipe(run: Run, request: JsonObject) -> JsonObject:
    """photo → look → clip → toil; what each does is in the request."""
    files = await run.take({"photo": str(request["photo_id"])})
    given: JsonObject = {"request": request, "photo": files["photo"]}
    await run.act(look, given)
    clip = await run.make(Kind.CLIP, {**WISH, "photo": files["photo"]})
    return await run.labour(toil, {**given, "clip": clip})


def look(folder: Path, given: JsonObject, report: Report) -> JsonObject:
    request = _request(given)
    _note(request, "look")
    for part in range(int(request.get("look_parts", 0))):
        time.sleep(0.05)
        report("photo", part, 1_000_000)
    report("photo", 1, 1)
    _raise(request.get("look_raises"))
    assert (folder / str(given["photo"])).read_bytes()
    return {}


def toil(folder: Path, given: JsonObject, report: Report) -> JsonObject:
    request = _request(given)
    _note(request, "toil")
    assert (folder / str(given["clip"]["file"])).read_text() == "a clip"  # pyright: ignore
    parts = int(request.get("toil_parts", os.environ.get("CRASH_PARTS", 1)))
    for part in range(parts):
        time.sleep(0.05)
        report("render", part, parts)
    if request.get("toil_dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    _raise(request.get("toil_raises"))
    (folder / "short.mp4").write_bytes(os.urandom(64))
    (folder / "cover.jpg").write_bytes(os.urandom(64))
    report("render", parts, parts)
    return {
        "files": {"video": {"file": "short.mp4", "seconds": 1.0}, "cover": {"file": "cover.jpg", "width": 90}},
        "caption": "맛있는 하루",
        "seconds": 1.0,
        "checks": [],
        "warnings": [],
    }


def where(folder: Path, given: JsonObject, report: Report) -> JsonObject:
    """An act that says where it works."""
    report("where", 1, 1)
    return {"folder": str(folder), **given}


def keep(folder: Path, given: JsonObject, report: Report) -> JsonObject:
    """An act that makes a short of its clip, as it is."""
    clip = cast(JsonObject, given["clip"])
    copyfile(folder / str(clip["file"]), folder / "short.mp4")
    return {"files": {"video": {"file": "short.mp4", "seconds": 2.0}}, "seconds": 2.0, "checks": [], "warnings": []}


PROFILE = Profile("test:vendor", Kind.CLIP, "A vendor", price_won=100, concurrency=20)


@dataclass(slots=True)
class Vendor:
    """A vendor that writes down every ask in a file, and can be told to misbehave.

    With `repeatable` it knows its keys, and counts an ask that it has heard before as the same.
    """

    log: Path
    profile: Profile = PROFILE
    raises: list[str] = field(default_factory=list[str])
    poll_raises: list[Exception] = field(default_factory=list[Exception])
    busy_polls: int = 0
    cost_usd: float | None = None
    submit_seconds: float = 0.0
    cancelled: list[str] = field(default_factory=list[str])
    _polls: dict[str, int] = field(default_factory=dict[str, int])

    def repeatable(self) -> "Vendor":
        return replace(self, profile=replace(self.profile, repeatable=True))

    async def submit(self, request: ClipRequest, *, key: str) -> Ticket:
        if self.raises:
            code = self.raises.pop(0)
            if code == "needs_review":
                _append(self.log, key)
            _raise(code)
        _append(self.log, key)
        await asyncio.sleep(self.submit_seconds)
        return Ticket(self.profile.id, f"{request.folder}\n{key}")

    async def poll(self, ticket: Ticket) -> Pending | Finished[Clip]:
        folder, _, key = ticket.id.partition("\n")
        self._polls[key] = self._polls.get(key, 0) + 1
        if self.poll_raises:
            raise self.poll_raises.pop(0)
        if self._polls[key] <= self.busy_polls:
            return Pending(self._polls[key], self.busy_polls)
        path = Path(folder) / "footage.mp4"
        path.write_text("a clip")
        return Finished(Clip(path), self.cost_usd)

    async def cancel(self, ticket: Ticket) -> None:
        self.cancelled.append(ticket.id.partition("\n")[2])

    def asks(self) -> list[str]:
        return self.log.read_text().split() if self.log.exists() else []


def _request(given: JsonObject) -> JsonObject:
    request = given["request"]
    assert isinstance(request, dict)
    return request


def _raise(code: object) -> None:
    if isinstance(code, str):
        raise ERRORS[code]()


def _note(request: JsonObject, what: str) -> None:
    notes = request.get("notes", os.environ.get("CRASH_NOTES"))
    if notes:
        _append(Path(str(notes)), f"{request.get('name') or request.get('menu')} {what} {os.getpid()}")


def _append(path: Path, line: str) -> None:
    # One write of few bytes to the end of a file is whole, whoever is killed.
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)
