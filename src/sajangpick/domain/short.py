"""One ordered short and its result."""

from dataclasses import dataclass
from datetime import datetime

from sajangpick.domain.job import JobState
from sajangpick.domain.json import JsonObject


@dataclass(frozen=True, slots=True)
class Short:
    """A short in an owner's list. `request` is what was ordered, so that it can be ordered again with changes.

    `parent_id` is the short it was made from; the assets are None until it is finished, and after they were deleted.
    """

    id: str
    account_id: str
    job_id: str
    menu: str
    template: str
    request: JsonObject
    state: JobState
    created_at: datetime
    parent_id: str | None = None
    photo_id: str | None = None
    video_id: str | None = None
    cover_id: str | None = None
    caption: str = ""
    checks: JsonObject | None = None
    finished_at: datetime | None = None
