"""How a vendor of the sandbox answers: which fault strikes a call, before it takes an order and after."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from sajangpick.domain.json import JsonObject
from sajangpick.sandbox.faults import HEADER, Fault, Step
from sajangpick.sandbox.world import World

RETRY_AFTER_SECONDS = 1


class Answer(Exception):
    """An answer that is no success, raised from anywhere in a vendor: its status, body and headers."""

    def __init__(self, status: int, body: JsonObject, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status, self.body, self.headers = status, body, headers or {}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one vendor takes calls. `error` puts a status and a sentence into the vendor's own error body."""

    vendor: str
    world: World
    error: Callable[[int, str], JsonObject]

    async def receive(self, request: Request, step: Step, *, text: str = "") -> Fault | None:
        """Let a call in: what is struck before anything is taken ends here; any other fault is for later."""
        fault = self.world.fault(self.vendor, step, header=request.headers.get(HEADER, ""), text=text)
        match fault:
            case Fault.BUSY:
                raise self.refusal(429, "Too many requests.", {"Retry-After": str(RETRY_AFTER_SECONDS)})
            case Fault.UNKEYED:
                raise self.refusal(401, "The key is wrong.")
            case Fault.UNPAID:
                raise self.refusal(402, "Out of credits.")
            case Fault.INVALID:
                raise self.refusal(400, "This cannot be made.")
            case Fault.DOWN:
                raise self.refusal(503, "Down for a moment.")
            case Fault.LOST_BEFORE:
                await self.world.hang()
                raise self.refusal(504, "Timed out.")
            case _:
                return fault

    async def hand_over(self, fault: Fault | None) -> None:
        """Strike what is struck once the order was taken; then it may be answered."""
        match fault:
            case Fault.BROKEN:
                raise self.refusal(500, "Something went wrong.")
            case Fault.LOST_AFTER:
                await self.world.hang()
            case _:
                return

    def refusal(self, status: int, sentence: str, headers: dict[str, str] | None = None) -> Answer:
        """An answer in the vendor's own words; raise it."""
        return Answer(status, self.error(status, sentence), headers)

    def require_key(self, request: Request, *, header: str = "Authorization", prefix: str = "Bearer ") -> str:
        """The key of a call. Raises a 401 for none, and for one that says `wrong`."""
        key = request.headers.get(header, "").removeprefix(prefix)
        if not key or "wrong" in key:
            raise self.refusal(401, f"Incorrect API key provided: {key}.")
        return key
