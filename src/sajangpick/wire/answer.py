"""What a vendor's answer means, by its status: one reading for all of them, before each says what is its own."""

import email.utils
import time
from http import HTTPStatus

import httpx

from sajangpick.errors import EngineError, Misconfigured, Refused, Unanswered, Unavailable, Unreachable

# Longer is not waited for in a step: whoever drives the engine asks again then.
LONGEST_RETRY_AFTER_SECONDS = 600.0
_LONGEST_WORDS = 300

BUSY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
"""Not taken at the moment, beside every 5xx."""


def is_passing(status: int) -> bool:
    """Whether a question that was answered so may be asked again."""
    return status in BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def order_error(vendor: str, response: httpx.Response, words: str) -> EngineError:
    """What an answer to a paid order means that is no 2xx."""
    match response.status_code:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return Misconfigured(f"{vendor} does not take our key.", hint=words or "Check the key of this vendor.")
        case HTTPStatus.PAYMENT_REQUIRED:
            return Unavailable(f"{vendor} says that our credit there is used up.", hint=words or "Top it up.")
        case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.TOO_EARLY:
            return Unavailable(f"{vendor} is busy.", hint=words, retry_after=retry_after(response))
        case HTTPStatus.NOT_FOUND | HTTPStatus.METHOD_NOT_ALLOWED | HTTPStatus.GONE:
            return Misconfigured(
                f"{vendor} does not know what was ordered.", hint=words or "Check its address and the model."
            )
        case status if status == HTTPStatus.REQUEST_TIMEOUT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Unanswered(f"{vendor} broke off with {status}, after the order was sent.", hint=words)
        case status if status < HTTPStatus.BAD_REQUEST:
            return Misconfigured(f"{vendor} sends us elsewhere.", hint="Check the address of this vendor.")
        case _:
            return Refused(f"{vendor} refused the order.", hint=words)


def question_error(vendor: str, response: httpx.Response, words: str) -> EngineError:
    """What an answer to a question means that is no 2xx."""
    match response.status_code:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return Misconfigured(f"{vendor} does not take our key.", hint=words or "Check the key of this vendor.")
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            return Unavailable(f"{vendor} does not know this work any more.", hint=words)
        case status if is_passing(status):
            return Unreachable(f"{vendor} answered {status}.", hint=words, retry_after=retry_after(response))
        case status if status < HTTPStatus.BAD_REQUEST:
            return Misconfigured(f"{vendor} sends us elsewhere.", hint="Check the address of this vendor.")
        case _:
            return Refused(f"{vendor} refused the question.", hint=words)


def retry_after(response: httpx.Response) -> float | None:
    """Seconds that the answer asks us to wait, as a number or a date (RFC 9110, 10.2.3); at most ten minutes."""
    asked = response.headers.get("retry-after", "").strip()
    if asked.replace(".", "", 1).isdecimal() and asked.isascii():
        return min(float(asked), LONGEST_RETRY_AFTER_SECONDS)
    date = email.utils.parsedate_tz(asked)
    if date is None:
        return None
    return min(max(0.0, email.utils.mktime_tz(date) - time.time()), LONGEST_RETRY_AFTER_SECONDS)


def readable(text: str, secrets: tuple[str, ...]) -> str:
    """A vendor's words, fit for a log: one short line, without our secrets."""
    for secret in secrets:
        text = text.replace(secret, "***")
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= _LONGEST_WORDS else f"{line[: _LONGEST_WORDS - 1]}…"
