"""A stored file."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AssetKind(StrEnum):
    """What a file is to us."""

    PHOTO = "photo"
    LOGO = "logo"
    MUSIC = "music"
    CLIP = "clip"
    VIDEO = "video"
    COVER = "cover"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Asset:
    """A stored file's facts. Its bytes lie under their SHA-256, so equal files are stored once.

    `width` and `height` are pixels, `seconds` is how long it plays; None where that means nothing.
    """

    id: str
    account_id: str
    kind: AssetKind
    media_type: str
    name: str
    byte_count: int
    sha256: str
    created_at: datetime
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
