"""A picture comes alive: footage without words or sound, but with the badge, finished as a file that may leave.

Without a picture, one of the same words is made first.
"""

from pathlib import Path
from typing import cast

from sajangpick.domain.creation import ClipWish
from sajangpick.domain.json import Json, JsonObject
from sajangpick.finish.making import make_clip, make_picture
from sajangpick.finish.video import Master, finish_video
from sajangpick.motion import Camera
from sajangpick.pipeline import Report, Run
from sajangpick.provenance.badge import badge_elements

# Past the first moments, in which a camera still gathers way.
_COVER_SHARE = 0.4


async def clip(run: Run, request: JsonObject) -> JsonObject:
    """The recipe.

    Answers `files` (video, cover, and photo if it was made here), `seconds`, `checks`, `engines`,
    and `clip`: who made it, and whose were `tried`.
    """
    wish = ClipWish.from_json(request)
    drawn: JsonObject = {"files": {}, "engines": {}}
    if wish.photo_id is None:
        drawn = await make_picture(run, wish)
        photo: Json = cast(JsonObject, cast(JsonObject, drawn["files"])["photo"])["file"]
    else:
        photo = (await run.take({"photo": wish.photo_id}))["photo"]
    asked: JsonObject = {
        "photo": photo, "seconds": wish.seconds, "size": list(wish.size), "prompt": wish.prompt, "seed": wish.seed,
        "camera": wish.camera, "steam": wish.steam,
    }  # fmt: skip
    moving = await make_clip(run, asked, engine=wish.engine)
    engines: JsonObject = {**cast(JsonObject, drawn["engines"]), "clip": moving["engine"]}
    made = await run.labour(compose_clip, {"wish": request, "photo": photo, "clip": moving, "engines": engines})
    files: JsonObject = {**cast(JsonObject, drawn["files"]), **cast(JsonObject, made["files"])}
    return {**made, "files": files, "engines": engines, "clip": {"engine": moving["engine"], "tried": moving["tried"]}}


def compose_clip(folder: Path, given: JsonObject, report: Report) -> JsonObject:
    """Put the badge on the footage, and finish it. Raises UnfitFile."""
    wish, footage = ClipWish.from_json(cast(JsonObject, given["wish"])), cast(JsonObject, given["clip"])
    engines = {kind: str(engine) for kind, engine in cast(JsonObject, given["engines"]).items()}
    width, height = wish.size
    moving: JsonObject = {"id": "main", "type": "video", "source": "clip", "duration": wish.seconds, "volume": "0%"}
    script: JsonObject = {
        "width": width, "height": height, "frame_rate": 30, "duration": wish.seconds,
        "elements": [moving, *badge_elements(wish.size)],
    }  # fmt: skip
    master = Master(
        script,
        {"clip": folder / str(footage["file"])},
        folder / str(given["photo"]),
        wish.size,
        wish.seconds,
        cover_at=round(wish.seconds * _COVER_SHARE, 3),
        has_sound=False,
        title=wish.title,
        record={"seed": wish.seed},
        engines=engines,
        # A camera that stands breathes, but so little that the coding may swallow it.
        moves=wish.camera != Camera.STILL,
    )
    return finish_video(folder, master, report=report)
