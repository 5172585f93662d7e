"""Errors reported to Sentry, if a project is set: no personal data, no bodies, no local variables, no secrets."""

from typing import cast

from sajangpick.settings import Settings
from sajangpick.telemetry.redaction import Redaction


def configure_reports(settings: Settings, redaction: Redaction, *, release: str) -> None:
    """Report what is logged as an error. Without a DSN nothing is loaded and nothing is sent."""
    if settings.sentry_dsn is None:
        return
    # Here, because it hooks into libraries when it loads, and most installations never use it.
    import sentry_sdk
    from sentry_sdk.types import Event, Hint

    def redact(event: Event, _: Hint) -> Event | None:
        return cast(Event, redaction.value(event))

    sentry_sdk.init(
        dsn=settings.sentry_dsn.get_secret_value(),
        release=release,
        # Personal data is left out by default, and its option of old may not be named any more.
        max_request_body_size="never",
        include_local_variables=False,
        # Whatever is worth a report is logged as an error; nothing else is to be watched.
        auto_enabling_integrations=False,
        before_send=redact,
    )


def close_reports(settings: Settings) -> None:
    """Send what has not been sent yet."""
    if settings.sentry_dsn is None:
        return
    import sentry_sdk

    sentry_sdk.get_client().close()
