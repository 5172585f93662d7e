"""Headers that every answer has: what browsers must not do with it. An ASGI middleware."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:{files}",
        "media-src 'self' data: blob:{files}",
        # Workers of our own make small pictures of large ones, from code that is ours.
        "worker-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        # A video that is handed to another app is fetched first, from wherever its link leads.
        "connect-src 'self' blob:{files}",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""Scripts, styles' files and fonts are ours alone; pictures and videos may also come from the bucket."""

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), payment=()",
}

# A year, as browsers ask of those that want to be remembered.
_ONLY_HTTPS = "max-age=31536000"


class SafeHeaders:
    """Adds them where the answer has none of its own; what the API answers is kept by no cache."""

    def __init__(self, app: ASGIApp, *, public_url: str, files_from: str | None = None) -> None:
        """`files_from` is the origin of the bucket that links to files lead to, if they do."""
        self._app = app
        policy = _POLICY.format(files=f" {files_from}" if files_from else "")
        self._always = {"Content-Security-Policy": policy, **_ALWAYS}
        if public_url.startswith("https:"):
            self._always["Strict-Transport-Security"] = _ONLY_HTTPS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._always.items():
                    headers.setdefault(name, value)
                if str(scope["path"]).startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, answer)
