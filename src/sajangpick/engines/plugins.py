"""Vendors of others: modules that the settings name, each with the facts of its engines and a way to open them.

A module offers `profiles(won_per_usd)`, the facts of its engines, and `open_engine(profile, settings, transport)`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias, cast

from sajangpick.engine import Profile, SomeEngine
from sajangpick.errors import Misconfigured

if TYPE_CHECKING:
    from httpx import AsyncBaseTransport

    from sajangpick.settings import Settings

Facts: TypeAlias = Callable[[float], object]
"""From what a dollar costs in won to the profiles of a vendor's engines, which nobody has looked at yet."""

OpenEngine: TypeAlias = Callable[[Profile, "Settings", "AsyncBaseTransport | None"], SomeEngine]
"""The engine behind a profile. Raises Misconfigured where a key of it is missing."""

_HINT = "SAJANGPICK_VENDORS lists modules that Python can import, each with `profiles` and `open_engine`."


@dataclass(frozen=True, slots=True)
class Plugin:
    """One module's two offers."""

    module: str
    profiles: Facts
    open_engine: OpenEngine


def plugins(listed: str) -> tuple[Plugin, ...]:
    """Those of a list of modules, divided by commas. Raises Misconfigured for one that cannot be used."""
    return tuple(_plugin(name) for each in listed.split(",") if (name := each.strip()))


def facts(plugin: Plugin, won_per_usd: float, *, known: Iterable[str]) -> tuple[Profile, ...]:
    """The profiles of a plug-in. Raises Misconfigured for what is none, and for an id that is `known` already."""
    told = plugin.profiles(won_per_usd)
    taken, profiles = set(known), list[Profile]()
    for each in cast("tuple[object, ...]", told) if isinstance(told, tuple) else (told,):
        if not isinstance(each, Profile):
            raise Misconfigured(f"{plugin.module}.profiles answered no profiles.", hint=_HINT)
        if not (each.vendor and each.model) or each.id in taken:
            raise Misconfigured(
                f"{plugin.module} calls an engine '{each.id}'.", hint="An id is vendor:model, and no other engine's."
            )
        taken.add(each.id)
        profiles.append(each)
    return tuple(profiles)


def _plugin(name: str) -> Plugin:
    try:
        module = import_module(name)
    except Exception as error:
        # What somebody else wrote may fail in any way; whoever set it must read of it in a sentence.
        raise Misconfigured(f"The vendor '{name}' cannot be imported: {error}.", hint=_HINT) from error
    offers = {offer: getattr(module, offer, None) for offer in ("profiles", "open_engine")}
    for offer, found in offers.items():
        if not callable(found):
            raise Misconfigured(f"The vendor '{name}' has no {offer}().", hint=_HINT)
    return Plugin(name, module.profiles, module.open_engine)
