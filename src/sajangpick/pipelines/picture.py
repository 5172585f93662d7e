"""Words become a picture: what the studio shows, and what a short or a clip may be made of."""

from sajangpick.domain.creation import PictureWish
from sajangpick.domain.json import JsonObject
from sajangpick.finish.making import make_picture
from sajangpick.pipeline import Run


async def picture(run: Run, request: JsonObject) -> JsonObject:
    """The recipe. Answers `files` (photo) and `engines`."""
    return await make_picture(run, PictureWish.from_json(request))
