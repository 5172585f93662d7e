"""Words become a picture, or change one: what the studio shows, and what a short or a clip may be made of."""

from sajangpick.domain.creation import PictureWish
from sajangpick.domain.json import JsonObject
from sajangpick.finish.making import make_picture
from sajangpick.pipeline import Run


async def picture(run: Run, request: JsonObject) -> JsonObject:
    """The recipe. Answers `files` (photo), `engines`, and `picture`: who made it, and whose were `tried`."""
    wish = PictureWish.from_json(request)
    source = (await run.take({"source": wish.source_id}))["source"] if wish.source_id else ""
    return await make_picture(run, wish, engine=wish.engine, source=source)
