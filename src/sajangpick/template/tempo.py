"""Keeping the beat: the same beats at another tempo."""

from sajangpick.domain.json import Json, JsonObject

_TIMES = frozenset({"time", "duration", "snapshot_time"})


def at_tempo(document: JsonObject, *, written: float, played: float) -> JsonObject:
    """A copy of `document`, written for one tempo (beats per minute), whose times fall on the beats of another."""
    return {key: _scaled(key, value, written / played) for key, value in document.items()}


def _scaled(key: str, value: Json, factor: float) -> Json:
    match value:
        case dict():
            return {name: _scaled(name, item, factor) for name, item in value.items()}
        case list():
            return [_scaled("", item, factor) for item in value]
        case int() | float() if key in _TIMES and not isinstance(value, bool):
            return round(value * factor, 4)
        case _:
            return value
