"""Roles to colours, and colours to the properties they paint."""

import math
from collections.abc import Mapping
from itertools import pairwise

from sajangpick.domain.json import Json, JsonObject
from sajangpick.template.model import Pair, Ramp, Role
from sajangpick.template.palette import Oklch, Swatches, from_hex, readable, to_hex, to_oklch, to_rgb

COSINE_STOPS = 9
"""A ramp of fewer stops shows an edge."""

MUD_LIGHTNESS, MUD_CHROMA = 0.65, 0.08
"""Below this lightness, above this chroma, yellow is olive: mud beside food."""

_MUDDY_HUES = (50.0, 138.0)
_ORANGE_HUE, _LIME_HUE, _LEAF_HUE = 40.0, 108.0, 145.0

_GREEN_HUES = (95.0, 140.0)
_MINT_HUE = 165.0
_VIOLET_HUES = (285.0, 330.0)
_SKY_HUE = 255.0


def role_colors(roles: Mapping[str, Role], photo: Swatches) -> dict[str, str]:
    """The colour of each role as `#RRGGBB`, in the order of the roles, so that one may stand on an earlier one."""
    colors: dict[str, str] = {}
    for name, role in roles.items():
        color = _color(role, photo)
        on = role.readable_on
        colors[name] = readable(color, on=colors[on]) if on else to_hex(to_rgb(color))
    return colors


def paints(roles: Mapping[str, Role], colors: Mapping[str, str]) -> JsonObject:
    """Modifications that give each painted property its role's colour."""
    return {path: colors[name] for name, role in roles.items() for path in role.paints}


def ramps(written: Mapping[str, Ramp], colors: Mapping[str, str]) -> JsonObject:
    """Modifications that give each ramp its stops."""
    return {f"{id}.fill_color": _stops(ramp, colors[ramp.role]) for id, ramp in written.items()}


def _color(role: Role, photo: Swatches) -> Oklch:
    fixed = to_oklch(from_hex(role.color))
    if role.swap and photo.share_of_hues(*role.swap.hues) >= role.swap.share:
        return to_oklch(from_hex(role.swap.color))
    if role.source is None or photo.is_grey:
        return fixed
    color = _sourced(role.source, photo)
    low, high = role.chroma
    hue = color.hue
    if role.hues and not role.hues[0] <= hue <= role.hues[1]:
        hue = fixed.hue
    lightness = color.lightness if role.lightness is None else role.lightness
    chroma = min(high, max(low, color.chroma))
    return Oklch(lightness, chroma, _appetising(hue) if lightness < MUD_LIGHTNESS and chroma > MUD_CHROMA else hue)


def _sourced(source: str, photo: Swatches) -> Oklch:
    match source:
        case "darkest":
            return photo.darkest
        case "second_darkest":
            return photo.second_darkest
        case "lightest":
            return photo.lightest
        case "middle_light":
            return photo.middle_light
        case "complement":
            return _complement(photo.accent)
        case _:
            return photo.accent


def _appetising(hue: float) -> float:
    """A dark yellow becomes tomato, a dark lime leaf green."""
    low, high = _MUDDY_HUES
    if not low <= hue <= high:
        return hue
    return _ORANGE_HUE if hue < _LIME_HUE else _LEAF_HUE


def _complement(accent: Oklch) -> Oklch:
    """The opposite hue; acid greens become mint, violets sky: no food looks well on them."""
    hue = (accent.hue + 180) % 360
    if _GREEN_HUES[0] <= hue <= _GREEN_HUES[1]:
        hue = _MINT_HUE
    if _VIOLET_HUES[0] <= hue <= _VIOLET_HUES[1]:
        hue = _SKY_HUE
    return accent._replace(hue=hue)


def _stops(ramp: Ramp, color: str) -> list[Json]:
    red, green, blue = (round(v * 255) for v in from_hex(color))
    return [
        {"offset": f"{round(offset * 100, 2):g}%", "color": f"rgba({red}, {green}, {blue}, {round(alpha, 3):g})"}
        for offset, alpha in _eased(ramp.points)
    ]


def _eased(points: tuple[Pair, ...]) -> list[Pair]:
    """Half a cosine between each two points; level stretches need no stops between."""
    result = [points[0]]
    for (start, low), (end, high) in pairwise(points):
        count = COSINE_STOPS if low != high else 1
        for index in range(1, count + 1):
            share = index / count
            eased = 0.5 - 0.5 * math.cos(math.pi * share)
            result.append((start + (end - start) * share, low + (high - low) * eased))
    return result
