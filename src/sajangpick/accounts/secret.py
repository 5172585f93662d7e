"""Secrets that are shown once: what they look like, and what of them is kept."""

import hashlib
import secrets

_SECRET_BYTES = 32


def new_secret() -> str:
    """256 random bits, as letters that are safe in links and headers."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def digest(secret: str) -> str:
    """The SHA-256 under which a secret is found. 256 random bits need no salt and no slowness."""
    return hashlib.sha256(secret.encode()).hexdigest()
