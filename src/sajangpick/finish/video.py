"""What leaves: a video drawn, signed, measured by every rule, with its cover."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

from sajangpick.domain.json import JsonObject
from sajangpick.engine import Pending, RenderRequest
from sajangpick.engines.local import local_world, render_here
from sajangpick.finish.sign import origin_of, sign_file
from sajangpick.inspection.file import Expectation, inspect_file
from sajangpick.media.still import write_still
from sajangpick.pipeline import OUR_RENDERER, Report
from sajangpick.provenance.badge import BADGE_TEXT
from sajangpick.renderer import frame

VIDEO, COVER = "video.mp4", "cover.jpg"


@dataclass(frozen=True, slots=True)
class Master:
    """A video as it shall leave: a document and the files behind the names in it, and what is said of it.

    `photo` is what it shows, whose own claim says if it was made of words. `seconds` is its length, `cover_at` the
    moment of its cover; `record` says how it was made, `engines` by whom, `renderer` who drew it. What does not `move`
    may stand still.
    """

    script: JsonObject
    sources: Mapping[str, Path]
    photo: Path
    size: tuple[int, int]
    seconds: float
    cover_at: float
    has_sound: bool
    title: str
    record: Mapping[str, object]
    engines: Mapping[str, str]
    moves: bool = True
    renderer: str = OUR_RENDERER


def finish_video(folder: Path, master: Master, *, report: Report) -> JsonObject:
    """Render, sign, inspect, and take the cover; raises UnfitFile for what must not leave.

    Answers `files` (video, cover), `seconds`, `checks` and `warnings`.
    """
    report("render", 0, 1)
    request = RenderRequest(master.script, master.sources, folder / "rendered.mp4")
    rendered = render_here(request, watch=lambda pending: _watch(report, pending))
    report("render", 1, 1)

    report("check", 0, 1)
    engines = {**master.engines, "render": master.renderer}
    record = {**master.record, "engines": engines, "badge": BADGE_TEXT}
    origin = origin_of(master.photo)
    signed = sign_file(rendered.path, folder / VIDEO, title=master.title, record=record, origin=origin)
    width, height = master.size
    expected = Expectation(
        width, height, seconds=Fraction(str(master.seconds)), has_sound=master.has_sound, moves=master.moves
    )
    checked = inspect_file(signed, expect=expected)
    checked.require()
    still = frame(master.script, Fraction(str(master.cover_at)), world=local_world(master.sources))
    write_still(still, folder / COVER)
    report("check", 1, 1)
    size: JsonObject = {"width": width, "height": height}
    return {
        "files": {"video": {"file": VIDEO, **size, "seconds": master.seconds}, "cover": {"file": COVER, **size}},
        "seconds": master.seconds,
        "checks": [cast(JsonObject, asdict(finding)) for finding in checked.rules],
        "warnings": [*rendered.warnings],
    }


def _watch(report: Report, pending: Pending) -> None:
    if pending.total and pending.done < pending.total:
        report("render", pending.done, pending.total)
