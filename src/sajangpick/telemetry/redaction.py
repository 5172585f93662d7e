"""What must never be read in a log or a report: secrets, by the names they go by and by their values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import SecretStr

from sajangpick.settings import Settings

HIDDEN = "***"

_SECRET_NAME = re.compile(
    r"pass(word|wd|phrase)|secret|authorization|cookie|csrf|credential|api_?key|access_?key|private_?key|dsn"
    r"|(^|_|-)(token|signature|jwt)$",
    re.IGNORECASE,
)
_LOGIN_IN_URL = re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)")
# Our own API tokens, and what stands in an Authorization header.
_BEARER = re.compile(r"\bsjp_[A-Za-z0-9_-]+|(?<=Bearer )[A-Za-z0-9._~+/=-]+|\bwhsec_[A-Za-z0-9+/=]+")
# A shorter value would be found inside innocent words.
_SHORTEST_SECRET = 6


@dataclass(frozen=True, slots=True)
class Redaction:
    """Hides the values of this installation's secret settings, and whatever goes by a secret's name."""

    values: tuple[str, ...]

    def text(self, text: str) -> str:
        """The text without secrets."""
        for value in self.values:
            text = text.replace(value, HIDDEN)
        return _BEARER.sub(HIDDEN, _LOGIN_IN_URL.sub(HIDDEN, text))

    def value(self, value: object) -> object:
        """The same, for whatever a log line or a report holds; things we do not know are left as they are."""
        match value:
            case str():
                return self.text(value)
            case Mapping():
                return {key: self.named(str(key), inner) for key, inner in value.items()}
            case list() | tuple():
                return [self.value(inner) for inner in value]
            case _:
                return value

    def named(self, name: str, value: object) -> object:
        """The value of a field: hidden as a whole if its name is one of a secret."""
        return HIDDEN if value and _SECRET_NAME.search(name) else self.value(value)


def redaction(settings: Settings) -> Redaction:
    """What hides the secrets among these settings. The longest come first: one may be a part of another."""
    secrets = {_plain(getattr(settings, name)) for name in Settings.model_fields}
    return Redaction(tuple(sorted((secret for secret in secrets if secret), key=len, reverse=True)))


def _plain(value: object) -> str:
    if not isinstance(value, SecretStr) or len(value.get_secret_value()) < _SHORTEST_SECRET:
        return ""
    return value.get_secret_value()
