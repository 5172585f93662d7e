"""What owners read when they are told: a title, a text and where to go, in their language."""

from dataclasses import dataclass

from sajangpick.domain.delivery import Delivery
from sajangpick.domain.failure import FAILURES
from sajangpick.domain.json import JsonObject


@dataclass(frozen=True, slots=True)
class Words:
    """A message as a person reads it; `url` is the page it is about."""

    title: str
    text: str
    url: str


def words(delivery: Delivery, *, public_url: str) -> Words:
    """How a message reads. Its body's `data` is the event's: `kind` of the job, `shortId` and `menu` or `creationId`,
    and `failure` if the job failed."""
    data = delivery.body.get("data")
    facts = data if isinstance(data, dict) else {}
    kind, menu, code = (str(facts.get(name) or "") for name in ("kind", "menu", "failure"))
    say = _english if delivery.body.get("language") == "en" else _korean
    title, text = say(delivery.kind, kind, menu, code)
    return Words(title, text, f"{public_url.rstrip('/')}{_page_of(facts)}")


def _page_of(facts: JsonObject) -> str:
    if facts.get("shortId"):
        return f"/shorts/{facts['shortId']}"
    return f"/studio?creation={facts['creationId']}" if facts.get("creationId") else ""


def _korean(event: str, kind: str, menu: str, code: str) -> tuple[str, str]:
    made = _KOREAN.get(kind, _KOREAN["short"])
    name = f"‘{menu}’ {made.noun}" if menu else made.whole
    match event:
        case "job.succeeded":
            return f"{name}{made.subject} 완성됐어요", made.next_step
        case "job.failed":
            failure = FAILURES.get(code, FAILURES["internal"])
            credit = "크레딧은 돌려드렸어요." if failure.credit_returned else ""
            return f"{name}{made.object} 만들지 못했어요", f"{failure.korean} {credit}".strip()
        case _:
            return "알림이 잘 도착했어요", "영상이 완성되면 이렇게 알려 드릴게요."


def _english(event: str, kind: str, menu: str, code: str) -> tuple[str, str]:
    noun, next_step = _ENGLISH.get(kind, _ENGLISH["short"])
    name = f"Your {noun} of {menu}" if menu else f"Your {noun}"
    match event:
        case "job.succeeded":
            return f"{name} is ready", next_step
        case "job.failed":
            failure = FAILURES.get(code, FAILURES["internal"])
            credit = "Your credit was returned." if failure.credit_returned else ""
            return f"{name} could not be made", f"{failure.english} {credit}".strip()
        case _:
            return "Notifications work", "This is how you will be told when a short is ready."


@dataclass(frozen=True, slots=True)
class _Made:
    """What a job makes, in Korean: the noun, it by itself, its particles, and what to do with it."""

    noun: str
    whole: str
    subject: str
    object: str
    next_step: str


_KOREAN = {
    "short": _Made("영상", "주문하신 영상", "이", "을", "지금 바로 보고, 내려받아 올릴 수 있어요."),
    "picture": _Made("이미지", "스튜디오 이미지", "가", "를", "스튜디오에서 보고, 영상으로 이어 만들 수 있어요."),
    "clip": _Made("영상", "스튜디오 영상", "이", "을", "스튜디오에서 바로 보고 내려받을 수 있어요."),
}
_ENGLISH = {
    "short": ("short", "Watch it, download it and post it."),
    "picture": ("studio picture", "See it in the studio, and bring it alive."),
    "clip": ("studio clip", "Watch it in the studio, and download it."),
}
