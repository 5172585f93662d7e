"""Music to choose by listening: a short piece of each mood, composed when it is first asked for, and kept on disk."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path as FilePath
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from sajangpick import music
from sajangpick.api.access import rate_limited
from sajangpick.api.context import Here
from sajangpick.api.parts import send, sent
from sajangpick.api.problem import answers
from sajangpick.api.ranges import Span, Version
from sajangpick.api.schema import Line
from sajangpick.errors import NotFound, TooMany
from sajangpick.media.aac import write_m4a
from sajangpick.media.unfinished import unfinished
from sajangpick.music import MOODS, compose

router = APIRouter(prefix="/api/music", tags=["music"])

MEDIA_TYPE = "audio/mp4"
_FOLDER = "music"
# Long enough for the tune to come round once, and about as long as a short.
_SECONDS = 10.0
# Half of a short's own rate: on a phone's loudspeaker nobody hears the difference, and it begins sooner.
_BITS_PER_SECOND = 96_000
_PER_MINUTE = 60
_KEPT = "public, max-age=86400"

Mood = Annotated[Line, Path(description="One of `music` that `GET /api/templates` lists.", examples=["warm"])]


@dataclass(frozen=True, slots=True)
class Sample:
    """A piece, as browsers play it."""

    data: bytes
    version: Version


# One at a time, so that a visitor who taps through all moods leaves the processor to others.
_COMPOSING = Lock()


@router.get(
    "/{mood}",
    operation_id="hearMusic",
    summary="Ten seconds of a mood",
    response_class=Response,
    responses={**sent(MEDIA_TYPE), **answers(NotFound, TooMany)},
    dependencies=[rate_limited("music", _PER_MINUTE)],
)
async def hear_music(mood: Mood, request: Request, here: Here) -> Response:
    """For anybody, in parts if wanted. A short's own piece is composed for it: in the same mood, as long as it is."""
    if mood not in MOODS:
        raise NotFound("그런 분위기의 음악이 없어요.", hint="목록에서 골라 주세요.")
    sample = await asyncio.to_thread(_sample, mood, here.settings.data_dir / _FOLDER)
    headers = {"Cache-Control": _KEPT}
    return send(request, len(sample.data), sample.version, MEDIA_TYPE, headers, lambda span: _part(sample.data, span))


def _sample(mood: str, folder: FilePath) -> Sample:
    with _COMPOSING:
        return _kept(mood, folder)


@cache
def _kept(mood: str, folder: FilePath) -> Sample:
    path = folder / f"{mood}-{_edition()}.m4a"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        with unfinished(path) as draft:
            write_m4a(draft, compose(mood, seconds=_SECONDS).samples, bits_per_second=_BITS_PER_SECOND)
        for other in set(folder.glob(f"{mood}-*.m4a")) - {path}:
            other.unlink(missing_ok=True)
    data = path.read_bytes()
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Sample(data, Version(f'"{hashlib.sha256(data).hexdigest()[:32]}"', written))


@cache
def _edition() -> str:
    """Changes with whatever composes, so that after an upgrade nobody hears what was composed before it."""
    sources = sorted(FilePath(music.__file__).parent.rglob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]


async def _part(data: bytes, span: Span) -> AsyncIterator[bytes]:
    yield data[span.start : span.end]
