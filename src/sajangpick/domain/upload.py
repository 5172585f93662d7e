"""A file that is on its way to us."""

from dataclasses import dataclass
from datetime import datetime

from sajangpick.domain.asset import AssetKind


@dataclass(frozen=True, slots=True)
class Upload:
    """What was announced: a file of `length` bytes. How many have arrived is the object store's to say.

    `asset_id` is the asset it became, None until it is complete. It is forgotten at `expires_at`.
    """

    id: str
    account_id: str
    kind: AssetKind
    name: str
    length: int
    created_at: datetime
    expires_at: datetime
    asset_id: str | None = None
