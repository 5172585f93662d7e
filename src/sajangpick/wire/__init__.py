"""The wire to a vendor: what is sent twice and what never, what may be fetched from where, and what errors mean."""

from sajangpick.wire.answer import readable
from sajangpick.wire.fetch import Files
from sajangpick.wire.inline import keep_inline
from sajangpick.wire.kinds import PICTURES, VIDEOS, FileKind, is_whole, kind_of
from sajangpick.wire.line import Explain, Line

__all__ = [
    "PICTURES",
    "VIDEOS",
    "Explain",
    "FileKind",
    "Files",
    "Line",
    "is_whole",
    "keep_inline",
    "kind_of",
    "readable",
]
