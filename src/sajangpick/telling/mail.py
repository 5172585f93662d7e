"""E-mail by SMTP; printed to the log as long as no server is set."""

import html
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib

from sajangpick.domain.identifier import new_id
from sajangpick.errors import Misconfigured, Refused, Unavailable
from sajangpick.settings import Settings
from sajangpick.telemetry import logger

# A server that says nothing for this long will not.
_TIMEOUT_SECONDS = 20
# 587 is where mail is handed in and TLS follows; 465 is where TLS comes first.
_SUBMISSION_PORT, _SUBMISSIONS_PORT = 587, 465
_LINK = re.compile(r"https?://[^\s<>\"']+")

_PAGE = """\
<!doctype html>
<html><body style="margin:0;padding:24px;background:#f6f4f1">
<div style="max-width:480px;margin:0 auto;padding:28px 24px;background:#fff;border-radius:12px;\
font:16px/1.6 'Apple SD Gothic Neo','Malgun Gothic',sans-serif;color:#222">
<p style="margin:0 0 16px;font-weight:700;color:#c2410c">사장픽</p>
{paragraphs}
</div></body></html>
"""

log = logger(__name__)


async def send_mail(settings: Settings, *, to: str, subject: str, text: str, message_id: str | None = None) -> None:
    """Send one e-mail, as plain text and as simple HTML with its links made clickable.

    `message_id` is ours for this message: a repeated send under the same one is seen as the same by mail programs.
    Raises Unavailable if it may work later, Refused if this recipient is not taken, Misconfigured if we are not.
    """
    if settings.smtp_url is None:
        log.info("mail.printed", to=to, subject=subject, text=text)
        return
    message = _message(settings, to=to, subject=subject, text=text, message_id=message_id or new_id())
    try:
        await _hand_in(settings.smtp_url.get_secret_value(), message)
    except aiosmtplib.SMTPAuthenticationError as error:
        raise Misconfigured(f"The mail server does not take our password: {error.code}.", hint=_SET) from error
    except aiosmtplib.SMTPRecipientsRefused as error:
        worst = max(refused.code for refused in error.recipients)
        raise _refusal(worst, "recipient") from error
    except aiosmtplib.SMTPResponseException as error:
        raise _refusal(error.code, "message") from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise Unavailable(f"The mail server cannot be reached: {type(error).__name__}.", hint=_SET) from error


_SET = "Check SAJANGPICK_SMTP_URL."


def _refusal(code: int, what: str) -> Refused | Unavailable:
    """SMTP's own distinction: 4xx is for now, 5xx is for good (RFC 5321 §4.2.1)."""
    told = f"The mail server refused the {what}: {code}."
    return Refused(told) if code >= 500 else Unavailable(told)


async def _hand_in(url: str, message: EmailMessage) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise Misconfigured("The mail server's address is not smtp://… or smtps://….", hint=_SET)
    tls_first = parts.scheme == "smtps"
    password = unquote(parts.password) if parts.password else None
    on_this_machine = parts.hostname in ("localhost", "127.0.0.1", "::1")
    await aiosmtplib.send(
        message,
        hostname=parts.hostname,
        port=parts.port or (_SUBMISSIONS_PORT if tls_first else _SUBMISSION_PORT),
        username=unquote(parts.username) if parts.username else None,
        password=password,
        use_tls=tls_first,
        # None takes TLS if it is offered. A password goes over the network with TLS, or not at all.
        start_tls=False if tls_first else True if password and not on_this_machine else None,
        timeout=_TIMEOUT_SECONDS,
    )


def _message(settings: Settings, *, to: str, subject: str, text: str, message_id: str) -> EmailMessage:
    name, address = parseaddr(settings.mail_from)
    if "@" not in address:
        raise Misconfigured("The sender of e-mails has no address.", hint="Set SAJANGPICK_MAIL_FROM.")
    message = EmailMessage()
    message["From"] = Address(name, addr_spec=address)
    message["To"] = to
    # A line break in a menu's name must not become a header.
    message["Subject"] = " ".join(subject.split())
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{message_id}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    message.add_alternative(_PAGE.format(paragraphs="\n".join(map(_paragraph, text.split("\n\n")))), subtype="html")
    return message


def _paragraph(text: str) -> str:
    escaped = html.escape(text).replace("\n", "<br>")
    linked = _LINK.sub(lambda link: f'<a href="{link[0]}" style="color:#c2410c">{link[0]}</a>', escaped)
    return f'<p style="margin:0 0 16px">{linked}</p>'
