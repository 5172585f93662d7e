"""Videos that a vendor renders: laid out here, drawn there, and finished here like our own.

A vendor fetches what it renders, so our plans are drawn into files first. What it sends back is played through our own
encoder: its picture is kept, and the file follows the rules of everything that leaves.
"""

from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

from sajangpick.domain.json import Json, JsonObject
from sajangpick.engine import Kind
from sajangpick.errors import BadInput, UnfitFile
from sajangpick.finish.footage import draw_out
from sajangpick.finish.making import in_turn, make_by_chain, not_used
from sajangpick.finish.video import Master, finish_video
from sajangpick.media.probe import probe
from sajangpick.pipeline import OUR_RENDERER, Act, Report, Run

# A frame and the padding of a sound's last block: what coders add or leave out.
_SLACK_SECONDS = Fraction(1, 10)
_RENDERED = "rendered"
_UNLIKE = {"ko": "엔진이 보낸 영상이 주문과 달라요.", "en": "The engine's video is not what was ordered."}


async def finish_by_chain(run: Run, given: JsonObject, *, compose: Act, lay_out: Act, engine: str = "") -> JsonObject:
    """A part of recipes: have a video rendered by the first of its chain that can, `engine` before all others.

    Both acts are handed `given`. `compose` renders here and answers what `finish_video` does; `lay_out` answers what
    `to_send` does. What a vendor sends that is not as ordered is not used: `compose` makes it anew. Answers what
    `compose` does, and `render`: who rendered, and whose were `tried`.
    """
    tried = list[Json]()
    if in_turn(run.chain(Kind.RENDER), engine)[0] != OUR_RENDERER:
        laid = await run.labour(lay_out, given)
        rendered = await make_by_chain(run, Kind.RENDER, cast(JsonObject, laid["wish"]), engine=engine)
        tried = list(cast("list[Json]", rendered["tried"]))
        if rendered["engine"] != OUR_RENDERER:
            made = await run.labour(finish_rendered, {"master": laid["master"], "rendered": rendered})
            if "unfit" not in made:
                warnings = [*cast("list[Json]", laid["warnings"]), *cast("list[Json]", made["warnings"])]
                by: JsonObject = {"engine": rendered["engine"], "tried": tried}
                return {**cast(JsonObject, laid["said"]), **made, "warnings": warnings, "render": by}
            tried.append(not_used(str(rendered["engine"]), cast("dict[str, str]", made["unfit"])))
    made = await run.labour(compose, given)
    return {**made, "render": {"engine": OUR_RENDERER, "tried": tried}}


def to_send(folder: Path, master: Master, *, said: JsonObject, warnings: list[Json]) -> JsonObject:
    """What a vendor needs to render a video: its files, drawn where they were plans, and the wish.

    Answers `files`, `wish` (a RenderRequest), `master` for `finish_rendered`, and what else is `said` of the video.
    """
    sources = {name: path.name for name, path in draw_out(master.sources, folder).items()}
    return {
        "files": {name: {"file": file} for name, file in sources.items()},
        "wish": {"script": master.script, "sources": {**sources}, "target": f"{_RENDERED}.mp4"},
        "master": _to_json(folder, master),
        "said": said,
        "warnings": warnings,
    }


def finish_rendered(folder: Path, given: JsonObject, report: Report) -> JsonObject:
    """Finish what a vendor rendered: `rendered`, as it was made, of a `master`.

    Answers what `finish_video` does, or why it is `unfit` (`ko`, `en`).
    """
    rendered = cast(JsonObject, given["rendered"])
    file = folder / str(rendered["file"])
    master = replace(_from_json(folder, cast(JsonObject, given["master"])), renderer=str(rendered["engine"]))
    try:
        if not _is_as_ordered(file, master):
            return {"unfit": {**_UNLIKE}}
        played = replace(master, script=_played(file, master), sources={})
        return finish_video(folder, played, report=report)
    except BadInput:
        return {"unfit": {**_UNLIKE}}
    except UnfitFile as error:
        return {"unfit": {**_UNLIKE, "ko": error.message}}


def _to_json(folder: Path, master: Master) -> JsonObject:
    """A master as plain values, but for its document and sources: those went to whoever draws them."""
    values = {each.name: getattr(master, each.name) for each in fields(master)}
    # In a direct run the photo lies where its owner has it.
    photo = master.photo.name if master.photo.parent == folder else str(master.photo)
    return {**values, "script": {}, "sources": {}, "photo": photo, "size": list(master.size)}


def _from_json(folder: Path, stored: JsonObject) -> Master:
    values: dict[str, Any] = {**stored, "photo": folder / str(stored["photo"])}
    values["size"] = tuple(values["size"])
    return Master(**values)


def _is_as_ordered(file: Path, master: Master) -> bool:
    """Whether a file has the size, the length and the sound of what was ordered."""
    found = probe(file)
    if found.kind != "moving" or found.duration is None:
        return False
    is_long = abs(found.duration - Fraction(str(master.seconds))) <= _SLACK_SECONDS
    return is_long and found.size == master.size and found.has_sound >= master.has_sound


def _played(file: Path, master: Master) -> JsonObject:
    """A document that shows a file as it is, and is heard as it is: named by its path, it has its sound."""
    width, height = master.size
    shown: JsonObject = {"type": "video", "source": str(file.resolve()), "duration": master.seconds}
    return {
        "width": width, "height": height, "frame_rate": 30, "duration": master.seconds, "elements": [shown]
    }  # fmt: skip
