"""Parts that recipes share: a picture or clip that is fit to be used, and what leaves, drawn, signed and measured."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

from sajangpick.domain.creation import PictureWish
from sajangpick.domain.json import Json, JsonObject
from sajangpick.engine import Kind, Pending, RenderRequest
from sajangpick.engines.local import RENDERER, local_world, render_here
from sajangpick.errors import BadInput, EngineError, UnfitFile
from sajangpick.inspection.file import Expectation, inspect_file
from sajangpick.media.still import read_photo, write_still
from sajangpick.pipeline import Report, Run
from sajangpick.provenance.badge import BADGE_TEXT
from sajangpick.provenance.origin import Origin
from sajangpick.renderer import frame

VIDEO, COVER, PHOTO = "video.mp4", "cover.jpg", "photo.jpg"
# What our own engines make of words is drawn; what vendors' make comes from a model that was trained.
OUR_VENDOR, OUR_CLIPS = "local:", "local:motion"

CALM = (
    "Keep every ingredient, shape and colour exactly as in the photo. Add nothing: no hands, no objects, no text. "
    "The camera hardly moves, without cuts."
)
"""What a vendor is told further when its first clip changed the dish."""

# Four times the size at which a clip is compared: finer would be thrown away.
_COMPARED_PX = 1600
_NOT_AGAIN = {
    "ko": "엔진이 영상을 다시 만들어 주지 않았어요.",
    "en": "The engine did not make a second clip.",
}
_UNREADABLE = {"ko": "엔진이 보낸 영상을 읽을 수 없어요.", "en": "The engine's clip cannot be read."}


@dataclass(frozen=True, slots=True)
class Master:
    """A video as it shall leave: a document and the files behind the names in it, and what is said of it.

    `photo` is what it shows, whose own claim says if it was made of words. `seconds` is its length, `cover_at` the
    moment of its cover; `record` says how it was made, `engines` by whom. What does not `move` may stand still.
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


def finish_video(folder: Path, master: Master, *, report: Report) -> JsonObject:
    """Render, sign, inspect, and take the cover; raises UnfitFile for what must not leave.

    Answers `files` (video, cover), `seconds`, `checks` and `warnings`.
    """
    report("render", 0, 1)
    request = RenderRequest(master.script, master.sources, folder / "rendered.mp4")
    rendered = render_here(request, watch=lambda pending: _watch(report, pending))
    report("render", 1, 1)

    report("check", 0, 1)
    engines = {**master.engines, "render": RENDERER.id}
    record = {**master.record, "engines": engines, "badge": BADGE_TEXT}
    origin = _origin_of(master.photo)
    signed = _signed(rendered.path, folder / VIDEO, title=master.title, record=record, origin=origin)
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


async def make_picture(run: Run, wish: PictureWish) -> JsonObject:
    """A part of recipes: have a picture made and signed. Answers `files` (photo) and `engines`."""
    asked: JsonObject = {
        "prompt": wish.prompt, "size": list(wish.size), "seed": wish.seed, "negative": wish.negative
    }  # fmt: skip
    made = await run.make(Kind.PICTURE, asked)
    kept = await run.act(keep_picture, {"wish": wish.to_json(), "picture": made})
    return {**kept, "engines": {"picture": made["engine"]}}


async def make_clip(run: Run, wish: JsonObject) -> JsonObject:
    """A part of recipes: have a clip made in which the dish stays the dish. `wish` is a ClipRequest but for its folder.

    A vendor's clip is compared with the photo. If the dish does not stay the dish, the vendor is asked once more, more
    calmly, as far as the budget goes; then ours makes the clip. Answers `engine`, `file`, and `tried`: for each clip of
    a vendor its `engine`, whether it was `ok`, `why` not (`ko`, `en`), and what was `measured`.
    """
    made, tried = await run.make(Kind.CLIP, wish), list[Json]()
    if _is_ours(made):
        return {**made, "tried": tried}
    looked = await run.act(compare_clip, {"photo": wish["photo"], "clip": made})
    tried.append(looked)
    if not looked["ok"]:
        calmer: JsonObject = {**wish, "prompt": f"{wish['prompt']}. {CALM}"}
        try:
            made = await run.make(Kind.CLIP, calmer, turn="calmer", engine=str(made["engine"]))
        except EngineError:
            tried.append({"engine": made["engine"], "ok": False, "why": {**_NOT_AGAIN}, "measured": {}})
        else:
            looked = await run.act(compare_clip, {"photo": wish["photo"], "clip": made})
            tried.append(looked)
    if not looked["ok"]:
        made = await run.make(Kind.CLIP, wish, turn="ours", engine=OUR_CLIPS)
    return {**made, "tried": tried}


def compare_clip(folder: Path, given: JsonObject, report: Report) -> JsonObject:
    """Compare a vendor's clip with the photo: one of what `make_clip` says it `tried`."""
    # Its codecs and models are not needed where a clip is ours.
    from sajangpick.inspection.dish import inspect_dish

    clip = cast(JsonObject, given["clip"])
    report(Kind.CLIP, 0, 1)
    try:
        photo = read_photo(folder / str(given["photo"]), longest=_COMPARED_PX)
        seen = inspect_dish(photo, folder / str(clip["file"])).to_json()
    except BadInput:
        seen: JsonObject = {"ok": False, "why": {**_UNREADABLE}, "measured": {}}
    report(Kind.CLIP, 1, 1)
    return {"engine": clip["engine"], **seen}


def keep_picture(folder: Path, given: JsonObject, report: Report) -> JsonObject:
    """Write an engine's picture anew, as pixels alone, and sign it; raises UnfitFile if it is none.

    Answers `files` (photo).
    """
    report("check", 0, 1)
    wish, picture = PictureWish.from_json(cast(JsonObject, given["wish"])), cast(JsonObject, given["picture"])
    try:
        pixels = read_photo(folder / str(picture["file"]))
    except BadInput as error:
        raise UnfitFile(
            f"{picture['engine']} made a picture that cannot be read.", hint="다시 만들어 주세요."
        ) from error
    clean = folder / "clean.jpg"
    write_still(pixels, clean)
    record = {"engines": {"picture": str(picture["engine"])}, "seed": wish.seed}
    origin = Origin.DRAWN if _is_ours(picture) else Origin.TRAINED
    _signed(clean, folder / PHOTO, title=wish.title, record=record, origin=origin)
    report("check", 1, 1)
    height, width = pixels.shape[:2]
    return {"files": {"photo": {"file": PHOTO, "width": width, "height": height}}}


def _is_ours(made: JsonObject) -> bool:
    return str(made["engine"]).startswith(OUR_VENDOR)


def _signed(source: Path, target: Path, *, title: str, record: Mapping[str, object], origin: Origin) -> Path:
    # Loaded only now: the signing library's 20 MB would else lie beside the encoder's at the peak.
    from sajangpick.provenance.claim import Claim, sign
    from sajangpick.provenance.credentials import load_credentials
    from sajangpick.settings import settings

    sign(source, target, claim=Claim(title, record, origin), credentials=load_credentials(settings()))
    return target


def _origin_of(photo: Path) -> Origin:
    """A picture of ours says so itself; photos that are sent lose whatever they say."""
    from sajangpick.provenance.claim import read_claim

    claim = read_claim(photo)
    types = claim.source_types if claim else ()
    return next((origin for origin in Origin if origin in types), Origin.PHOTO)


def _watch(report: Report, pending: Pending) -> None:
    if pending.total and pending.done < pending.total:
        report("render", pending.done, pending.total)
