"""Takes in a file that somebody sent: what it is by its content, made anew so that nothing hidden comes along.

A photo or logo becomes pixels and a fresh picture of them: upright, sRGB, without place, time, thumbnail or comment.
Music is wrapped anew, its sound untouched. What cannot be used is refused before anything is stored.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from sajangpick.domain.asset import AssetKind
from sajangpick.errors import BadInput
from sajangpick.inspection.photo import Advice, inspect_photo
from sajangpick.media.rewrap import rewrap_sound
from sajangpick.media.still import read_photo, read_still, write_still

KINDS = (AssetKind.PHOTO, AssetKind.LOGO, AssetKind.MUSIC)
"""What people send; the other kinds we make ourselves."""

# A 12-megapixel phone photo stays as it is; larger ones lose what no short shows.
LONGEST_PHOTO_PX = 4096
# A logo is at most half as wide as a short at twice its size.
LONGEST_LOGO_PX = 2048
# Smaller ones become blots when they are enlarged.
SMALLEST_LOGO_PX = 32
LONGEST_MUSIC_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Intake:
    """A file fit to be kept, where it lies for now, and what was measured. `suffix` has its dot."""

    path: Path
    media_type: str
    suffix: str
    byte_count: int
    sha256: str
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    advice: tuple[Advice, ...] = ()


def take_in(kind: AssetKind, source: Path, *, folder: Path) -> Intake:
    """Read the file at `source` as what it is said to be, and write its fresh form into `folder`.

    Needs a second and some 300 MB for a large photo. Raises BadInput with a sentence for whoever sent it; PhotoRefused
    for a photo of which no short can be made.
    """
    if source.stat().st_size == 0:
        raise BadInput("파일이 0바이트로 비어 있습니다.", hint="파일을 다시 골라 주세요.")
    match kind:
        case AssetKind.PHOTO:
            return _photo(source, folder)
        case AssetKind.LOGO:
            return _logo(source, folder)
        case AssetKind.MUSIC:
            return _music(source, folder)
        case AssetKind.CLIP | AssetKind.VIDEO | AssetKind.COVER | AssetKind.CAPTION:
            raise BadInput(f"Files of the kind {kind} are made here, not sent.", hint=f"Send {', '.join(KINDS)}.")
        case _:
            assert_never(kind)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _photo(source: Path, folder: Path) -> Intake:
    pixels = read_photo(source, longest=LONGEST_PHOTO_PX)
    report = inspect_photo(pixels)
    report.require()
    fresh = folder / "photo.jpg"
    write_still(pixels, fresh)
    return _measured(fresh, "image/jpeg", width=report.width, height=report.height, advice=report.advice)


def _logo(source: Path, folder: Path) -> Intake:
    pixels = read_still(source, longest=LONGEST_LOGO_PX)
    height, width = pixels.shape[:2]
    if min(height, width) < SMALLEST_LOGO_PX:
        raise BadInput(f"로고가 너무 작습니다({width}×{height}).", hint="더 큰 그림을 올려 주세요.")
    if not pixels[..., 3].any():
        raise BadInput("로고가 모두 투명해 아무것도 보이지 않습니다.", hint="다른 그림을 올려 주세요.")
    # Flat colours and hard edges: what PNG is small for, and JPEG spoils.
    fresh = folder / "logo.png"
    write_still(pixels, fresh)
    return _measured(fresh, "image/png", width=width, height=height)


def _music(source: Path, folder: Path) -> Intake:
    fresh = folder / "music"
    sound = rewrap_sound(source, fresh, longest_seconds=LONGEST_MUSIC_SECONDS)
    return _measured(fresh, sound.wrapping.media_type, suffix=sound.wrapping.suffix, seconds=round(sound.seconds, 3))


def _measured(
    path: Path,
    media_type: str,
    *,
    suffix: str = "",
    width: int | None = None,
    height: int | None = None,
    seconds: float | None = None,
    advice: tuple[Advice, ...] = (),
) -> Intake:
    return Intake(
        path, media_type, suffix or path.suffix, path.stat().st_size, digest_of(path), width, height, seconds, advice
    )
