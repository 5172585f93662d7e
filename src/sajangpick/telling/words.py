"""What owners read when they are told: a title, a text and where to go, in their language."""

from dataclasses import dataclass

from sajangpick.domain.delivery import Delivery
from sajangpick.domain.failure import FAILURES


@dataclass(frozen=True, slots=True)
class Words:
    """A message as a person reads it; `url` is the page it is about."""

    title: str
    text: str
    url: str


def words(delivery: Delivery, *, public_url: str) -> Words:
    """How a message reads. Its body's `data` is the event's: `shortId`, `menu`, and `failure` if the job failed."""
    data = delivery.body.get("data")
    facts = data if isinstance(data, dict) else {}
    short_id, menu, code = (str(facts.get(name) or "") for name in ("shortId", "menu", "failure"))
    say = _english if delivery.body.get("language") == "en" else _korean
    title, text = say(delivery.kind, menu, code)
    return Words(title, text, f"{public_url.rstrip('/')}/shorts/{short_id}" if short_id else public_url)


def _korean(kind: str, menu: str, code: str) -> tuple[str, str]:
    of_menu = f"‘{menu}’ 영상" if menu else "주문하신 영상"
    match kind:
        case "job.succeeded":
            return f"{of_menu}이 완성됐어요", "지금 바로 보고, 내려받아 올릴 수 있어요."
        case "job.failed":
            failure = FAILURES.get(code, FAILURES["internal"])
            credit = "크레딧은 돌려드렸어요." if failure.credit_returned else ""
            return f"{of_menu}을 만들지 못했어요", f"{failure.korean} {credit}".strip()
        case _:
            return "알림이 잘 도착했어요", "영상이 완성되면 이렇게 알려 드릴게요."


def _english(kind: str, menu: str, code: str) -> tuple[str, str]:
    of_menu = f"Your short of {menu}" if menu else "Your short"
    match kind:
        case "job.succeeded":
            return f"{of_menu} is ready", "Watch it, download it and post it."
        case "job.failed":
            failure = FAILURES.get(code, FAILURES["internal"])
            credit = "Your credit was returned." if failure.credit_returned else ""
            return f"{of_menu} could not be made", f"{failure.english} {credit}".strip()
        case _:
            return "Notifications work", "This is how you will be told when a short is ready."
