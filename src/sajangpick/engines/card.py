"""Our own engine of pictures: `local:card` draws an illustrated card of the words, and says in it that it is one."""

import asyncio
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from sajangpick.engine import Finished, Pending, Picture, PictureRequest, Profile, Ticket
from sajangpick.errors import Unavailable
from sajangpick.illustration import illustrate
from sajangpick.media.still import write_still
from sajangpick.profiles import profile_of
from sajangpick.renderer import frame

CARD = profile_of("local:card")

PICTURE = "picture.jpg"


@dataclass(frozen=True, slots=True)
class LocalCard:
    """Draws a card; it costs nothing. Its ticket is the picture's path."""

    profile: Profile = CARD

    async def submit(self, request: PictureRequest, *, key: str) -> Ticket:  # noqa: ARG002 (the same card whatever the key)
        """Draw it. Raises BadInput for words or a size that no card has."""
        return Ticket(self.profile.id, str(await asyncio.to_thread(_drawn, request)))

    async def poll(self, ticket: Ticket) -> Pending | Finished[Picture]:
        """The picture. Raises Unavailable if it is gone, or lies on another machine."""
        path = Path(ticket.id)
        if not path.is_file():
            raise Unavailable("This picture is gone.", hint="Submit it again: drawing costs nothing.")
        return Finished(Picture(path, labelled=True))

    async def cancel(self, ticket: Ticket) -> None:
        """Throw the picture away."""
        Path(ticket.id).unlink(missing_ok=True)


def _drawn(request: PictureRequest) -> Path:
    path = request.folder / PICTURE
    script = illustrate(request.prompt, size=request.size, seed=request.seed)
    write_still(frame(script, Fraction(0)), path)
    return path
