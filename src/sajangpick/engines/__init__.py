"""The engines: one file a vendor, ours one a kind, named here; what is not used is not imported."""

from typing import TYPE_CHECKING, cast

from sajangpick.engine import Clip, ClipRequest, Engine, Kind, Mortal, Profile, SomeEngine
from sajangpick.errors import Misconfigured
from sajangpick.profiles import profile_of

if TYPE_CHECKING:
    from httpx import AsyncBaseTransport

    from sajangpick.settings import Settings


def open_engine(engine_id: str, settings: "Settings", *, transport: "AsyncBaseTransport | None" = None) -> SomeEngine:
    """The engine with this id, as the settings say. Raises Misconfigured if there is none, or its key is missing.

    `transport` stands in for the network, in tests.
    """
    profile = profile_of(engine_id, settings.won_per_usd)
    engine = _opened(profile, settings, transport)
    if engine.profile.sunset is None:
        return engine
    # Whatever kind it is of, it stays of that kind.
    return Mortal(cast("Engine[ClipRequest, Clip]", engine))


def chain(kind: Kind, settings: "Settings") -> tuple[str, ...]:
    """The ids of those who make a kind of thing here, in the order they are asked. Raises Misconfigured."""
    listed = {
        Kind.PROMPT: settings.prompt_engines,
        Kind.PICTURE: settings.picture_engines,
        Kind.CLIP: settings.clip_engines,
        Kind.RENDER: settings.render_engines,
    }[kind]
    ids = tuple(each.strip() for each in listed.split(",") if each.strip())
    for each in ids:
        if profile_of(each).kind is not kind:
            raise Misconfigured(
                f"{each} makes no {kind}.", hint=f"`sajangpick engines` says what to put into the {kind} engines."
            )
    if not ids:
        raise Misconfigured(f"No engine makes a {kind}.", hint="`sajangpick engines` lists them all.")
    return ids


def _opened(profile: Profile, settings: "Settings", transport: "AsyncBaseTransport | None") -> SomeEngine:
    match profile.id, profile.vendor:
        case "local:director", _:
            from sajangpick.engines.director import LocalDirector

            return LocalDirector()
        case "local:card", _:
            from sajangpick.engines.card import LocalCard

            return LocalCard()
        case "local:motion", _:
            from sajangpick.engines.local import LocalMotion

            return LocalMotion()
        case "openai:prompt", _:
            from sajangpick.engines.openai import open_prompt

            return open_prompt(profile, settings, transport)
        case _, "openai":
            from sajangpick.engines.openai import open_picture

            return open_picture(profile, settings, transport)
        case _, "openai_videos":
            from sajangpick.engines.openai_videos import open_videos

            return open_videos(profile, settings, transport)
        case _, "runway":
            from sajangpick.engines.runway import open_runway

            return open_runway(profile, settings, transport)
        case _, "stability":
            from sajangpick.engines.stability import open_stability

            return open_stability(profile, settings, transport)
        case _, "automatic1111":
            from sajangpick.engines.automatic1111 import open_automatic1111

            return open_automatic1111(profile, settings, transport)
        case _:
            raise Misconfigured(f"Nobody here can ask {profile.id}.", hint="`sajangpick engines` lists them all.")
