"""Our own engine of words: `local:director` turns an idea into a prompt, by rules and for nothing.

Its ticket is the request itself, so that any process can answer it.
"""

import asyncio
import json
from dataclasses import asdict, dataclass

from pydantic import TypeAdapter

from sajangpick.direction import direct
from sajangpick.engine import Finished, Pending, Profile, Prompt, PromptRequest, Ticket
from sajangpick.profiles import profile_of

DIRECTOR = profile_of("local:director")


@dataclass(frozen=True, slots=True)
class LocalDirector:
    """Directs a shot at once."""

    profile: Profile = DIRECTOR

    async def submit(self, request: PromptRequest, *, key: str) -> Ticket:  # noqa: ARG002 (the same words whatever the key)
        """Take the request. Raises BadInput for one that cannot be directed."""
        await asyncio.to_thread(_directed, request)
        return Ticket(self.profile.id, json.dumps(asdict(request), ensure_ascii=False))

    async def poll(self, ticket: Ticket) -> Pending | Finished[Prompt]:
        """The prompt."""
        return Finished(await asyncio.to_thread(_directed, _REQUEST.validate_json(ticket.id)))

    async def cancel(self, ticket: Ticket) -> None:
        """Nothing is under way."""


def _directed(request: PromptRequest) -> Prompt:
    directed = direct(
        request.idea,
        style=request.style,
        mood=request.mood,
        camera=request.camera,
        ratio=request.ratio,
        extra=request.extra,
        seed=request.seed,
    )
    return Prompt(**asdict(directed))


_REQUEST = TypeAdapter(PromptRequest)
