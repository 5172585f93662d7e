"""Is the dish still the dish? A vendor's clip against the photo it was made of, before it is used.

Small pictures of the clip, half of them from its last two seconds, are laid over the photo (`likeness`); what a camera,
a grade, light or steam explains is taken out, and what is left is judged. The limits were chosen on one half of a
corpus of faithful and spoilt clips, and hold on the other: docs/decisions/0013-the-dish-stays-the-dish.md.
"""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sajangpick.domain.json import JsonObject
from sajangpick.inspection.footage import Footage, Look, look_into
from sajangpick.inspection.likeness import Likeness, Reference
from sajangpick.media.frame import F32, U8
from sajangpick.motion import dish_mask

LIMITS: Final = {
    "text": 0.01,
    "colour": 5.5,
    "jump": 0.25,
    "tail": 0.08,
    "structure": 0.22,
    "loss": 0.032,
    "shape": 0.032,
    "surround": 0.07,
    "subject": 2.0,
}
"""The most that is taken for the same dish; see `DishFinding`."""


@dataclass(frozen=True, slots=True)
class DishFinding:
    """One rule: the most that was measured in any moment of the clip, and the most that is allowed.

    - `structure` how unlike the dish's forms are, 0..1
    - `loss` area in which nothing of the photo is left, in dishes
    - `shape` how far parts of the dish moved against each other, in its diameters
    - `surround` how far the table around it did against it, in its diameters
    - `colour` mean distance of a* and b* from any shade of the photo's, in CIELAB units
    - `subject` how many times larger or smaller it became, or how little of it is still seen
    - `text` area of new words, in dishes
    - `tail` how much more unlike its forms are in the last two seconds than before, 0..1
    - `jump` the greatest sudden change, in contrasts of the picture
    """

    code: str
    measured: float
    limit: float

    @property
    def ok(self) -> bool:
        """True if it is within its limit."""
        return self.measured <= self.limit


@dataclass(frozen=True, slots=True)
class DishReport:
    """Every rule's finding, in a fixed order: first what says most about what went wrong."""

    findings: tuple[DishFinding, ...]

    @property
    def is_same(self) -> bool:
        """True if the dish stays the dish."""
        return all(finding.ok for finding in self.findings)

    @property
    def why_ko(self) -> str:
        """One Korean sentence for the owner: why not; empty if it is the same."""
        return self._why(0)

    @property
    def why_en(self) -> str:
        """The same in English."""
        return self._why(1)

    def to_json(self) -> JsonObject:
        """As plain values: `ok`, `why` (`ko`, `en`) and `measured` by code."""
        measured: JsonObject = {finding.code: finding.measured for finding in self.findings}
        return {"ok": self.is_same, "why": {"ko": self.why_ko, "en": self.why_en}, "measured": measured}

    def _why(self, language: int) -> str:
        broken = next((finding.code for finding in self.findings if not finding.ok), "")
        return _SENTENCES[broken][language] if broken else ""


def inspect_dish(photo: U8, clip: Path, *, mask: F32 | None = None) -> DishReport:
    """Compare a clip with the photo, upright BGR, that it was made of; under 1.5 s of CPU for 5 s of 720p.

    `mask` says where the dish is, 0..1 at the photo's shape; without it a small network looks. Raises SourceMissing, or
    BadInput for what is no video.
    """
    footage = look_into(clip)
    height, width = footage.looks[0].image.shape[:2]
    reference = Reference(photo, dish_mask(photo) if mask is None else mask, (width, height))
    return DishReport(judge(footage, compare(reference, footage.looks)))


def compare(reference: Reference, looks: tuple[Look, ...]) -> tuple[Likeness, ...]:
    """Each look against the photo; a camera moves on from where it was."""
    found: list[Likeness] = []
    for look in looks:
        found.append(reference.compare(look.image, found[-1].place if found else None))
    return tuple(found)


def judge(footage: Footage, views: tuple[Likeness, ...]) -> tuple[DishFinding, ...]:
    """The findings about what was seen."""
    late = [view for look, view in zip(footage.looks, views, strict=True) if look.seconds >= footage.tail_from]
    early = [view for look, view in zip(footage.looks, views, strict=True) if look.seconds < footage.tail_from]
    usual = statistics.median(view.unlike for view in early) if early else 0.0
    measured = {
        "text": _twice(view.lettering for view in views),
        "colour": _twice(view.colour for view in views),
        "jump": footage.jump,
        "tail": max((view.unlike for view in late), default=0.0) - usual,
        "structure": _twice(view.unlike for view in views),
        "loss": _twice(view.lost for view in views),
        "shape": _twice(view.bent for view in views),
        "surround": _twice(view.moved for view in views),
        "subject": max(_change(view, views[0]) for view in views),
    }
    return tuple(DishFinding(code, round(value, 4), LIMITS[code]) for code, value in measured.items())


def _twice(values: Iterable[float]) -> float:
    """The second greatest: what one odd frame shows alone nobody sees."""
    ranked = sorted(values, reverse=True)
    return ranked[min(1, len(ranked) - 1)]


def _change(view: Likeness, first: Likeness) -> float:
    """How many times larger or smaller the dish became, or how many times less of it is seen."""
    grown = view.scale / first.scale
    return max(grown, 1 / grown, first.seen / max(view.seen, 0.01))


_SENTENCES: Final = {
    "text": ("영상에 사진에 없던 글자가 나타나요.", "Words appear in the clip that the photo does not have."),
    "colour": ("영상에서 음식 색이 사진과 달라져요.", "The dish's colour in the clip is not the photo's."),
    "jump": ("영상이 중간에 갑자기 끊기거나 튀어요.", "The clip jumps."),
    "tail": ("영상 끝부분에서 음식이 변해요.", "The dish changes towards the end of the clip."),
    "structure": ("영상의 음식이 사진과 다른 음식이 돼요.", "The dish in the clip is another than the photo's."),
    "loss": ("영상에서 음식의 일부가 가려지거나 사라져요.", "Part of the dish is covered or gone in the clip."),
    "shape": ("영상에서 음식 모양이 일그러져요.", "The dish is warped in the clip."),
    "surround": ("영상에서 음식이 그릇이나 식탁과 따로 움직여요.", "The dish moves against its table in the clip."),
    "subject": (
        "영상에서 음식이 너무 커지거나 작아지거나 화면을 벗어나요.",
        "The dish grows, shrinks or leaves the frame.",
    ),
}
"""What is said of a rule that is broken: Korean, English."""
