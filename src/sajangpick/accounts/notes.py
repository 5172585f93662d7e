"""Notes that a browser keeps for us: it may read them, and, as we have signed them, cannot change them."""

import secrets
from typing import cast

from itsdangerous import BadSignature, URLSafeTimedSerializer

from sajangpick.domain.json import JsonObject
from sajangpick.settings import Settings
from sajangpick.storage.database import Database
from sajangpick.storage.secrets import made

_KEY_BYTES = 32


class Notes:
    """Writes and reads notes of one purpose; those of another are no good here."""

    def __init__(self, key: bytes, purpose: str) -> None:
        """`key` is the service's, the same in every process."""
        self._signer = URLSafeTimedSerializer(key, salt=f"sajangpick.{purpose}")

    def write(self, content: JsonObject) -> str:
        """The note, safe in a cookie."""
        return str(self._signer.dumps(content))

    def read(self, note: str | None, *, lives_seconds: int) -> JsonObject | None:
        """What was written; None if there is no note, or it is not ours, or too old."""
        if note is None:
            return None
        try:
            return cast("JsonObject", self._signer.loads(note, max_age=lives_seconds))
        except BadSignature:
            return None


async def notes(database: Database, settings: Settings, purpose: str) -> Notes:
    """The notes of a purpose, under the key of the settings, else under one that was made here once."""
    if settings.secret_key is not None:
        return Notes(settings.secret_key.get_secret_value().encode(), purpose)
    async with database.writing() as session:
        key = await made(session, "notes", lambda: secrets.token_bytes(_KEY_BYTES))
    return Notes(key, purpose)
