"""Links that lend one stored file for a while to whoever has them: by the bucket where there is one, else by us.

`signer` is what makes tokens of ours that nobody else can make; each use has a salt of its own, so that a token for
one thing is none for another.
"""

import math
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from urllib.parse import quote

from itsdangerous import BadSignature, URLSafeSerializer

from sajangpick.errors import Forbidden, NotFound
from sajangpick.settings import Settings
from sajangpick.storage.database import Database
from sajangpick.storage.objects import Objects
from sajangpick.storage.secrets import known

WORK_PATH = "/files/work"
"""Where this service answers links of its own; the token and a name for people follow."""

# Every installation has a secret of this name already: it keeps the links good that were given before.
_SECRET_NAME = "files"
_KEY_BYTES = 32
_SALT = "sajangpick.work"


@dataclass(frozen=True, slots=True)
class Lent:
    """What a link of ours says: which file, under what name and type, until when (seconds since 1970)."""

    sha256: str
    name: str
    media_type: str
    until: int

    @property
    def remaining_seconds(self) -> int:
        """How much longer it is good."""
        return self.until - math.floor(datetime.now(UTC).timestamp())


async def link_to_stored(
    database: Database,
    objects: Objects,
    settings: Settings,
    *,
    sha256: str,
    name: str,
    media_type: str,
    seconds: int = 3600,
) -> str:
    """An address at which anybody, a vendor above all, has the stored file with this SHA-256 for so many seconds.

    The file need not be an asset. Whether the address is reached from outside is for `public_url`, or for
    `s3_public_endpoint`, to see to.
    """
    bucket = objects.link(sha256, name=name, media_type=media_type, seconds=seconds, inline=True)
    if bucket is not None:
        return bucket
    until = math.ceil(datetime.now(UTC).timestamp()) + seconds
    token = str((await signer(database, settings, salt=_SALT)).dumps([sha256, name, media_type, until]))
    return f"{settings.public_url.rstrip('/')}{WORK_PATH}/{token}/{quote(name, safe='')}"


async def lent_by(database: Database, settings: Settings, token: str) -> Lent:
    """What the token of such a link says. Raises NotFound for what we did not sign, Forbidden once it has expired."""
    try:
        said = cast("tuple[str, str, str, int]", (await signer(database, settings, salt=_SALT)).loads(token))
    except BadSignature as error:
        raise NotFound("There is no such link.") from error
    lent = Lent(*said)
    if lent.remaining_seconds <= 0:
        raise Forbidden("This link has expired.", hint="Ask whoever gave it for another one.")
    return lent


async def signer(database: Database, settings: Settings, *, salt: str) -> URLSafeSerializer:
    """Signs with the operator's key, else with one that was made here once."""
    if settings.secret_key is not None:
        return URLSafeSerializer(settings.secret_key.get_secret_value(), salt=salt)
    made = await known(database, _SECRET_NAME, lambda: secrets.token_bytes(_KEY_BYTES))
    return URLSafeSerializer(made, salt=salt)
