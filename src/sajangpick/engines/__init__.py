"""The engines: one file a vendor, ours one a kind, named here; what is not used is not imported.

Vendors that are not named here are modules that the settings name.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from sajangpick import profiles as shipped
from sajangpick.engine import Clip, ClipRequest, Engine, Kind, Mortal, Profile, SomeEngine
from sajangpick.engines.plugins import Plugin, facts, plugins
from sajangpick.errors import Misconfigured

OPENAI_HOST = "api.openai.com"

if TYPE_CHECKING:
    from httpx import AsyncBaseTransport

    from sajangpick.settings import Settings


def profiles(settings: "Settings") -> tuple[Profile, ...]:
    """Every engine that can be named here: those that are shipped, then those of the plug-ins. Raises Misconfigured."""
    return tuple(profile for _, profile in _known(settings))


def profile_of(engine_id: str, settings: "Settings") -> Profile:
    """The engine with this id. Raises Misconfigured."""
    return _found(engine_id, settings)[1]


def open_engine(engine_id: str, settings: "Settings", *, transport: "AsyncBaseTransport | None" = None) -> SomeEngine:
    """The engine with this id, as the settings say. Raises Misconfigured if there is none, or its key is missing.

    `transport` stands in for the network, in tests.
    """
    plugin, profile = _found(engine_id, settings)
    engine = (plugin.open_engine if plugin else _opened)(profile, settings, transport)
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
        if profile_of(each, settings).kind is not kind:
            raise Misconfigured(
                f"{each} makes no {kind}.", hint=f"`sajangpick engines` says what to put into the {kind} engines."
            )
    if not ids:
        raise Misconfigured(f"No engine makes a {kind}.", hint="`sajangpick engines` lists them all.")
    return ids


def _known(settings: "Settings") -> tuple[tuple[Plugin | None, Profile], ...]:
    known: list[tuple[Plugin | None, Profile]] = [
        (None, _as_served(each, settings)) for each in shipped.profiles(settings.won_per_usd)
    ]
    for plugin in plugins(settings.vendors):
        ids = [profile.id for _, profile in known]
        known += [(plugin, profile) for profile in facts(plugin, settings.won_per_usd, known=ids)]
    return tuple(known)


def _as_served(profile: Profile, settings: "Settings") -> Profile:
    """The end of Sora 2 holds at OpenAI's own address only: others serve its protocol on."""
    if profile.vendor == "openai_videos" and urlsplit(settings.openai_videos_url).hostname != OPENAI_HOST:
        return replace(profile, sunset=None, successor=None)
    return profile


def _found(engine_id: str, settings: "Settings") -> tuple[Plugin | None, Profile]:
    for plugin, profile in _known(settings):
        if profile.id == engine_id:
            return plugin, profile
    raise Misconfigured(f"There is no engine '{engine_id}'.", hint="`sajangpick engines` lists them all.")


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
        case _, "gemini":
            from sajangpick.engines.gemini import open_gemini

            return open_gemini(profile, settings, transport)
        case _, "creatomate":
            from sajangpick.engines.creatomate import open_creatomate

            return open_creatomate(profile, settings, transport)
        case _, "stability":
            from sajangpick.engines.stability import open_stability

            return open_stability(profile, settings, transport)
        case _, "automatic1111":
            from sajangpick.engines.automatic1111 import open_automatic1111

            return open_automatic1111(profile, settings, transport)
        case _, "comfyui":
            from sajangpick.engines.comfyui import open_comfyui

            return open_comfyui(profile, settings, transport)
        case _, "diffusers":
            from sajangpick.engines.diffusers import open_diffusers

            return open_diffusers(profile, settings)
        case _:
            raise Misconfigured(f"Nobody here can ask {profile.id}.", hint="`sajangpick engines` lists them all.")
