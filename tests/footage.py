"""A vendor of clips that films what it is told to: faithful footage of the corpus, spoilt footage, or none."""

import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from benchmarks.dish_clips import Shape, Take, film

from sajangpick.engine import Clip, ClipRequest, Finished, Kind, Pending, Profile, Ticket
from sajangpick.errors import Unavailable

SHAPE = Shape(216, 384, frame_rate=12, seconds=2.0)
PROFILE = Profile("vendor:footage", Kind.CLIP, "A vendor of footage", price_won=100, concurrency=4)
NOTHING, NO_VIDEO = "nothing", "no video"
"""What it may film besides a kind of the corpus: it refuses, or sends what cannot be played."""


@dataclass(slots=True)
class Filming:
    """Films one of `kinds` after the other, of the sample photo.

    `prompts` are what it was told, by the ask's key. Asks whose number is `held` do not end.
    """

    kinds: list[str]
    profile: Profile = PROFILE
    held: set[int] = field(default_factory=set[int])
    prompts: dict[str, str] = field(default_factory=dict[str, str])

    async def submit(self, request: ClipRequest, *, key: str) -> Ticket:
        kind = self.kinds[len(self.prompts)]
        if kind == NOTHING:
            raise Unavailable("Nobody films today.", code="budget_reached")
        self.prompts[key] = request.prompt
        return Ticket(self.profile.id, f"{request.folder}\n{kind}\n{key}")

    async def poll(self, ticket: Ticket) -> Pending | Finished[Clip]:
        folder, kind, key = ticket.id.split("\n")
        if list(self.prompts).index(key) in self.held:
            return Pending()
        path = Path(folder) / "footage.mp4"
        if kind == NO_VIDEO:
            path.write_text("no video")
        else:
            path.write_bytes(_filmed(kind))
        return Finished(Clip(path))

    async def cancel(self, ticket: Ticket) -> None:
        """Nothing is under way."""


@cache
def _filmed(kind: str) -> bytes:
    """A clip of the sample photo, filmed once: many tests send for the same."""
    with tempfile.TemporaryDirectory() as folder:
        film(Take("photo", kind, 4), Path(folder, "clip.mp4"), SHAPE)
        return Path(folder, "clip.mp4").read_bytes()
