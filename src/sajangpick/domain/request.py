"""What a short was ordered with, as it is kept with its job: everything decided, files by the ids of their assets."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from sajangpick.domain.json import Json, JsonObject
from sajangpick.errors import BadInput

FULL_SIZE = (1080, 1920)
"""What leaves for the platforms, in pixels."""

Steam: TypeAlias = Literal["auto", "on", "off"]


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """The shop's words at the moment of the order; `logo_id` is the asset of its mark."""

    name: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""
    logo_id: str | None = None


@dataclass(frozen=True, slots=True)
class ShortRequest:
    """An order as an owner wrote it. `price` is the text, which was read once to see that it can be.

    `music` is a mood, "auto" or "none"; `music_id`, the asset of a sound file, takes its place. No `seconds`: the
    template's own length. The same request with the same `seed` gives the same short. `size` is in pixels, 9:16.
    `clip_engine` and `render_engine` are asked before all others; "": in the order that is set here.
    """

    photo_id: str
    menu: str
    price: str
    template: str = "signature"
    music: str = "auto"
    music_id: str | None = None
    steam: Steam = "auto"
    seconds: float | None = None
    seed: int = 0
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    shop: ShopFacts = field(default_factory=ShopFacts)
    size: tuple[int, int] = FULL_SIZE
    clip_engine: str = ""
    render_engine: str = ""

    def to_json(self) -> JsonObject:
        """As plain JSON, keys as the fields are named."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {**values, "words": dict(self.words), "shop": asdict(self.shop), "size": list(self.size)}

    @classmethod
    def from_json(cls, stored: JsonObject) -> "ShortRequest":
        """What `to_json` wrote, in this version or another: what that did not know is as it always was.

        Raises BadInput if there is no photo, menu or price: that was no short.
        """
        values = _known(cls, stored)
        if not {"photo_id", "menu", "price"} <= values.keys():
            raise BadInput("이 주문은 읽을 수 없어요.", hint="영상을 새로 주문해 주세요.")
        values["shop"] = ShopFacts(**_known(ShopFacts, stored.get("shop")))
        values["size"] = tuple(values.get("size", FULL_SIZE))
        return cls(**values)

    @property
    def asset_ids(self) -> tuple[str, ...]:
        """Every file it needs, each once."""
        return tuple(dict.fromkeys(filter(None, (self.photo_id, self.shop.logo_id, self.music_id))))


def _known(noun: type, stored: Json) -> dict[str, Any]:
    """The fields that a noun has."""
    names = {each.name for each in fields(noun)}
    return {name: value for name, value in stored.items() if name in names} if isinstance(stored, dict) else {}
