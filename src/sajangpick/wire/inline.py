"""A result that stands in the answer itself, in base64: put into a file, of a kind that is wanted, and whole."""

import asyncio
import base64
import binascii
import os
from pathlib import Path

from sajangpick.errors import Unanswered
from sajangpick.wire.kinds import FileKind, is_whole, kind_of


async def keep_inline(text: str, target: Path, *, kinds: frozenset[FileKind], vendor: str) -> Path:
    """Decode a result beside `target`, which gets the suffix of what it is, and move it there.

    Raises Unanswered for one that is broken: it was made, so it is not ordered again.
    """
    return await asyncio.to_thread(_kept, text, target, kinds, vendor)


def _kept(text: str, target: Path, kinds: frozenset[FileKind], vendor: str) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    try:
        part.write_bytes(base64.b64decode(text, validate=True))
        kind = kind_of(part)
        if kind is None or kind not in kinds or not is_whole(part, kind):
            raise Unanswered(f"The result of {vendor} is no picture or video that is whole.")
        final = target.with_suffix(f".{kind}")
        os.replace(part, final)
    except binascii.Error:
        raise Unanswered(f"The result of {vendor} cannot be decoded.") from None
    finally:
        part.unlink(missing_ok=True)
    return final
