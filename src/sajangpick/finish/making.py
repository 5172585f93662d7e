"""Parts that recipes share: who is asked in which order, and a picture or clip that is fit to be used."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from sajangpick.domain.creation import PictureWish
from sajangpick.domain.json import Json, JsonObject
from sajangpick.engine import Kind
from sajangpick.errors import BadInput, EngineError, Misconfigured, UnfitFile
from sajangpick.finish.sign import sign_file
from sajangpick.media.still import read_photo, write_still
from sajangpick.pipeline import OUR_RENDERER, Report, Run
from sajangpick.provenance.origin import Origin

PHOTO = "photo.jpg"
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
# By the reasons for which the next engine is asked.
_PASSED_OVER = {
    "engine_unavailable": {"ko": "이 엔진을 지금 쓸 수 없어요.", "en": "The engine cannot be used now."},
    "budget_reached": {"ko": "오늘 이 엔진에 쓸 예산이 다 찼어요.", "en": "Today's budget does not cover the engine."},
    "engine_misconfigured": {"ko": "이 엔진이 바르게 설정되어 있지 않아요.", "en": "The engine is not set up rightly."},
}
_UNREADABLE = {"ko": "엔진이 보낸 영상을 읽을 수 없어요.", "en": "The engine's clip cannot be read."}


def in_turn(chain: Sequence[str], choice: str) -> list[str]:
    """A chain in the order it is asked: the choice first, if it is one of the chain."""
    # The others keep their order.
    return sorted(chain, key=lambda each: each != choice)


async def make_by_chain(run: Run, kind: Kind, wish: JsonObject, *, engine: str = "", edits: bool = False) -> JsonObject:
    """A part of recipes: have something made by the first of its chain that can; `engine` is asked before the others.
    `edits`: a picture is changed, so only those are asked who can do that.

    The next one is asked only if the order was surely not taken, or came to nothing, for reasons that are not in the
    wish: who refuses it, or may have taken it, has the last word. Answers what `Run.make` does (no `file` where our
    renderer's turn came: it renders where the video is finished), and `tried`: who was passed over, and `why`.
    """
    chain, tried = in_turn(run.chain(kind, edits=edits), engine), list[Json]()
    for turn, each in enumerate(chain, 1):
        if each == OUR_RENDERER:
            return {"engine": each, "tried": tried}
        try:
            made = await run.make(kind, wish, turn=str(turn) if turn > 1 else "", engine=each)
        except EngineError as error:
            if error.code not in _PASSED_OVER or turn == len(chain):
                raise
            tried.append(not_used(each, _PASSED_OVER[error.code]))
        else:
            return {**made, "tried": tried}
    raise Misconfigured(f"No engine makes a {kind}.", hint="`sajangpick engines` lists them all.")


def not_used(engine: str, why: Mapping[str, str]) -> JsonObject:
    """Of an engine whose result there is not, or is not good: one of what was `tried`."""
    return {"engine": engine, "ok": False, "why": {**why}, "measured": {}}


async def make_picture(run: Run, wish: PictureWish, *, engine: str = "", source: str = "") -> JsonObject:
    """A part of recipes: have a picture made and signed, by `engine` if it can. `source` is the file of the picture
    that is changed; "": a new one is made.

    Answers `files` (photo), `engines`, and `picture`: who made it, and whose were `tried`.
    """
    asked: JsonObject = {
        "prompt": wish.prompt, "size": list(wish.size), "seed": wish.seed, "negative": wish.negative
    }  # fmt: skip
    if source:
        asked["photo"] = source
    made = await make_by_chain(run, Kind.PICTURE, asked, engine=engine, edits=bool(source))
    kept = await run.act(keep_picture, {"wish": wish.to_json(), "picture": made})
    by = {"engine": made["engine"], "tried": made["tried"]}
    return {**kept, "engines": {"picture": made["engine"]}, "picture": by}


async def make_clip(run: Run, wish: JsonObject, *, engine: str = "") -> JsonObject:
    """A part of recipes: have a clip made in which the dish stays the dish, by `engine` if it can.

    `wish` is a ClipRequest but for its folder. A vendor's clip is compared with the photo. If the dish does not stay
    the dish, the vendor is asked once more, more calmly, as far as the budget goes; then ours makes the clip. Answers
    `engine`, `file`, and `tried`: for each vendor's clip, or engine that made none, its `engine`, whether it was `ok`,
    `why` not (`ko`, `en`), and what was `measured`.
    """
    made = await make_by_chain(run, Kind.CLIP, wish, engine=engine)
    tried = list(cast("list[Json]", made["tried"]))
    if _is_ours(made):
        return made
    looked = await run.act(compare_clip, {"photo": wish["photo"], "clip": made})
    tried.append(looked)
    if not looked["ok"]:
        calmer: JsonObject = {**wish, "prompt": f"{wish['prompt']}. {CALM}"}
        try:
            made = await run.make(Kind.CLIP, calmer, turn="calmer", engine=str(made["engine"]))
        except EngineError:
            tried.append(not_used(str(made["engine"]), _NOT_AGAIN))
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
    sign_file(clean, folder / PHOTO, title=wish.title, record=record, origin=origin)
    report("check", 1, 1)
    height, width = pixels.shape[:2]
    return {"files": {"photo": {"file": PHOTO, "width": width, "height": height}}}


def _is_ours(made: JsonObject) -> bool:
    return str(made["engine"]).startswith(OUR_VENDOR)
