"""A price as an owner writes it, and what follows from it.

Sentences of refusal are read by owners, so they are Korean.
"""

import unicodedata
from dataclasses import dataclass

import regex

from sajangpick.errors import BadInput

MOST_WON = 99_999_999
"""More is a slip of the finger, and fits no poster."""

LEAST_DISCOUNT_PERCENT = 5
"""A smaller one is no news, and rounding would make it look like a trick."""

# Two prices with every sign written out; anything longer is a text pasted by mistake.
_LONGEST = 40
_HINT = "18000, 18,000원, 1만8천원처럼 적고, 할인은 20000→18000처럼 적어 주세요."


@dataclass(frozen=True, slots=True)
class Price:
    """What a dish costs now, and, if it is reduced, what it cost before. Both in won."""

    won: int
    before: int | None = None

    @property
    def digits(self) -> str:
        """The price as figures: "18,000". The word 원 is set apart, in its own size."""
        return f"{self.won:,}"

    @property
    def before_digits(self) -> str | None:
        """The earlier price as figures."""
        return None if self.before is None else f"{self.before:,}"

    @property
    def discount_percent(self) -> int | None:
        """Whole percent off, rounded down; None without an earlier price, and where it is too little to tell."""
        if self.before is None:
            return None
        percent = (self.before - self.won) * 100 // self.before
        return percent if percent >= LEAST_DISCOUNT_PERCENT else None


def parse_price(text: str) -> Price:
    """Read a price, or an earlier and a present one.

    `18000` `18,000` `18,000원` `₩18000` `1만 8천원` `1.8만원`; pairs: `20000→18000` `20000>18000` `20000/18000`
    `20,000원 18,000원` `20,000원에서 18,000원`. Raises BadInput with a sentence for the owner.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if len(plain) > _LONGEST:
        raise BadInput("가격이 너무 깁니다.", hint=_HINT)
    if not plain:
        raise BadInput("가격이 비어 있습니다.", hint=_HINT)
    if (won := _amount(plain)) is not None:
        return Price(_sensible(won, text))
    for pair in _PAIR.finditer(plain, overlapped=True):
        before, now = _amount(plain[: pair.start()].strip()), _amount(plain[pair.end() :].strip())
        if before is not None and now is not None:
            return _reduced(_sensible(before, text), _sensible(now, text))
    raise BadInput(_why(plain, text), hint=_HINT)


def _amount(text: str) -> int | None:
    """One price in won, or None if `text` is none."""
    if figures := _FIGURES.fullmatch(text):
        return int(figures["number"].replace(",", ""))
    words = _WORDS.fullmatch(text)
    if words is None or not any(words[part] for part in ("tenthousands", "man", "thousands", "cheon")):
        return None
    if words["tenthousands"] and "." in words["tenthousands"]:
        whole, share = words["tenthousands"].split(".")
        only = not any(words[part] for part in ("thousands", "cheon", "hundreds", "rest"))
        return int(whole) * 10_000 + int(share.ljust(4, "0")) if only else None
    # A bare 만 or 천 says one of it.
    tenthousands, thousands = (int(words[count] or bool(words[unit])) for count, unit in _COUNTED)
    hundreds, rest = int(words["hundreds"] or 0), int((words["rest"] or "0").replace(",", ""))
    return tenthousands * 10_000 + thousands * 1_000 + hundreds * 100 + rest


def _sensible(won: int, text: str) -> int:
    if won == 0:
        raise BadInput("가격이 0원입니다.", hint="받으시는 금액을 적어 주세요.")
    if won > MOST_WON:
        raise BadInput(
            f"'{text}'은(는) 메뉴 가격으로는 너무 큽니다.",
            hint=f"{MOST_WON:,}원까지 쓸 수 있으니 0이 더 붙지 않았는지 봐 주세요.",
        )
    return won


def _reduced(before: int, now: int) -> Price:
    if before <= now:
        raise BadInput(
            f"할인 전 가격({before:,}원)이 지금 가격({now:,}원)보다 비싸야 합니다.",
            hint="'할인 전→할인 후' 순서로 적거나, 가격을 하나만 적어 주세요.",
        )
    return Price(now, before)


def _why(plain: str, text: str) -> str:
    if regex.match(r"₩?\s?[-−–]", plain):
        return f"가격 '{text}'에 빼기 기호가 있습니다."
    if regex.search(r"[~〜\-–—]", plain):
        return f"가격 '{text}'은(는) 범위라서 쓸 수 없습니다."
    if "." in plain:
        return f"가격 '{text}'에 점(.)이 있어 얼마인지 알 수 없습니다."
    if not regex.search(r"[0-9]", plain):
        return f"가격 '{text}'에 숫자가 없습니다."
    return f"가격 '{text}'을(를) 읽을 수 없습니다."


# The backslash is how a Korean keyboard types the won sign; NFKC has turned ￦ into ₩.
_SIGN = r"[₩\\]?\s?"
_NUMBER = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*|0"
_FIGURES = regex.compile(rf"{_SIGN}(?P<number>{_NUMBER})\s?원?")
_WORDS = regex.compile(
    r"(?:(?P<tenthousands>[0-9]{1,4}(?:\.[0-9]{1,4})?)?(?P<man>만)\s?)?"
    r"(?:(?P<thousands>[0-9]{1,3})?(?P<cheon>천)\s?)?"
    rf"(?:(?P<hundreds>[0-9])백\s?)?(?P<rest>(?:{_NUMBER}))?\s?원?"
)
_COUNTED = (("tenthousands", "man"), ("thousands", "cheon"))
_PAIR = regex.compile(r"\s?(?:→|⇒|➡️?|->|=>|>|/|에서)\s?|\s")
