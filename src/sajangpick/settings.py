"""Every setting, in one place: environment variables with the prefix SAJANGPICK_, or a `.env` file."""

from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator may set. Everything has a default: nothing is needed to start."""

    model_config = SettingsConfigDict(env_prefix="SAJANGPICK_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(
        default_factory=lambda: Path.home() / ".local" / "share" / "sajangpick",
        description="Where what must be kept is kept: the signing certificate made on this machine.",
    )
    c2pa_certificate: Path | None = Field(
        default=None, description="PEM chain, leaf first, for signing C2PA claims; else one is made in the data folder."
    )
    c2pa_private_key: Path | None = Field(default=None, description="PEM (PKCS 8) key of the C2PA certificate's leaf.")
    c2pa_timestamp_url: str | None = Field(default=None, description="RFC 3161 time-stamp authority for C2PA claims.")


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
