"""What the studio makes, each with what it was made from: an idea becomes a prompt, a picture, a clip."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sajangpick.domain.job import JobState
from sajangpick.domain.json import JsonObject

WishT = TypeVar("WishT", bound="PictureWish")

SIZES = {"9:16": (1080, 1920), "4:5": (1080, 1350), "1:1": (1080, 1080), "16:9": (1920, 1080)}
"""Width and height in pixels, by ratio: what platforms show whole."""


class CreationKind(StrEnum):
    """A step of the studio."""

    PROMPT = "prompt"
    PICTURE = "picture"
    CLIP = "clip"


@dataclass(frozen=True, slots=True)
class Creation:
    """One result of a step. `fields` is what was asked, in the names of the API, so that it can be asked again.

    `parent_id` is what it was made from, which may be deleted by now; all that come from one beginning have its id as
    `tree_id`. `written` is what an engine of words answered. `asset_id` is the picture or the video, None until it is
    finished, and after it was deleted; so is `cover_id`, a clip's still picture. `seconds` is how long a clip plays.
    """

    id: str
    account_id: str
    kind: CreationKind
    state: JobState
    fields: JsonObject
    created_at: datetime
    tree_id: str
    parent_id: str | None = None
    job_id: str | None = None
    written: JsonObject | None = None
    asset_id: str | None = None
    cover_id: str | None = None
    engine: str | None = None
    credits: int = 0
    seconds: float | None = None
    failure: str | None = None
    failure_detail: str = ""
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PictureWish:
    """What a picture is made of, everything decided. The same again is the same picture, if its engine can do that.

    Files are named after `title`. `engine` is asked before all others; "": in the order that is set here. `source_id`,
    an asset, is the picture that the words change; "": a new one is made.
    """

    prompt: str
    title: str = ""
    ratio: str = "9:16"
    seed: int = 0
    negative: str = ""
    engine: str = ""
    source_id: str = ""

    def to_json(self) -> JsonObject:
        """As it is kept with a job."""
        return asdict(self)

    @classmethod
    def from_json(cls: type[WishT], stored: JsonObject) -> WishT:
        """What `to_json` wrote, in this version or another: what that did not know is as it always was."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})  # pyright: ignore[reportArgumentType]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return SIZES[self.ratio]


@dataclass(frozen=True, slots=True)
class ClipWish(PictureWish):
    """What a clip is made of. Without `photo_id`, an asset, a picture of the same words is made first.

    `steam` is 0 to 1, `seconds` how long the clip is.
    """

    photo_id: str | None = None
    seconds: float = 5.0
    camera: str = "push-in"
    steam: float = 0.0
