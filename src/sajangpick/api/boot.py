"""What a page knows before it asks: everything that its first sight needs, in one answer, and in the page's shell."""

from functools import cache
from importlib.metadata import version

from fastapi import APIRouter
from pydantic import Field

from sajangpick.api.access import Anybody, Caller
from sajangpick.api.account import AccountResource, describe
from sajangpick.api.built import built
from sajangpick.api.context import Context, Here
from sajangpick.api.platforms import PlatformResource, platforms
from sajangpick.api.schema import Resource
from sajangpick.api.shop import ShopResource, read_shop
from sajangpick.api.sign_in import WaysIn, ways_in
from sajangpick.api.templates import TemplateResource, list_all_templates
from sajangpick.domain.account import Scope

router = APIRouter(prefix="/api/boot", tags=["pages"])

# What would end the element or the line, and what XML would read.
_ESCAPED = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})


class Prices(Resource):
    """What things cost an owner, in credits."""

    short: int = Field(examples=[1])
    picture: int = Field(examples=[1])
    clip: int = Field(examples=[1])


class BootResource(Resource):
    """What a page begins with. `account` and `shop` are null for a stranger."""

    account: AccountResource | None
    ways_in: WaysIn
    shop: ShopResource | None
    templates: list[TemplateResource]
    music: list[str] = Field(description="Moods to choose from.", examples=[["warm", "night"]])
    prices: Prices
    platforms: list[PlatformResource]
    version: str = Field(description="Of the service and its page.", examples=["0.1.0+3f9c2b7a1d04"])
    offline: bool = Field(
        default=False,
        description="True in the shell that a phone keeps for when there is no line: who asks is unknown.",
    )


@router.get("", operation_id="readBoot", summary="What a page begins with")
async def read_boot(caller: Anybody, here: Here) -> BootResource:
    """For anybody; the same stands in every page, as JSON in the element `boot`."""
    return await boot(here, caller)


async def boot(here: Context, caller: Caller | None, *, offline: bool = False) -> BootResource:
    """The same, for whoever asks."""
    templates = await list_all_templates()
    if caller and Scope.READ not in caller.scopes:
        caller = None
    return BootResource(
        account=await describe(here, caller.account, caller.browser) if caller else None,
        ways_in=await ways_in(here),
        shop=await read_shop(caller, here) if caller else None,
        templates=templates.items,
        music=templates.music,
        prices=Prices(
            short=here.settings.short_price_credits,
            picture=here.settings.credits_per_picture,
            clip=here.settings.credits_per_clip,
        ),
        platforms=platforms().items,
        version=_version(),
        offline=offline,
    )


def as_script(said: BootResource) -> str:
    """The element that says so in a page: JSON, in which nothing can be taken for HTML."""
    return f'<script type="application/json" id="boot">{said.model_dump_json().translate(_ESCAPED)}</script>'


def _version() -> str:
    page = built()
    return f"{_ours()}+{page.version}" if page else _ours()


@cache
def _ours() -> str:
    # It is read from a file, and every page says it.
    return version("sajangpick")
