"""Every animation that a document may name: one file each, and one line in ANIMATIONS."""

from collections.abc import Mapping
from typing import Annotated, Final, TypeAlias, cast

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from sajangpick.renderer.animation import Animation
from sajangpick.renderer.animations.bounce import Bounce
from sajangpick.renderer.animations.circular_wipe import CircularWipe
from sajangpick.renderer.animations.color_wipe import ColorWipe
from sajangpick.renderer.animations.fade import Fade
from sajangpick.renderer.animations.film_roll import FilmRoll
from sajangpick.renderer.animations.flip import Flip
from sajangpick.renderer.animations.pan import Pan
from sajangpick.renderer.animations.rotate_slide import RotateSlide
from sajangpick.renderer.animations.scale import Scale
from sajangpick.renderer.animations.shake import Shake
from sajangpick.renderer.animations.shift import Shift
from sajangpick.renderer.animations.slide import Slide
from sajangpick.renderer.animations.spin import Spin
from sajangpick.renderer.animations.squash import Squash
from sajangpick.renderer.animations.text_appear import TextAppear
from sajangpick.renderer.animations.text_counter import TextCounter
from sajangpick.renderer.animations.text_fly import TextFly
from sajangpick.renderer.animations.text_reveal import TextReveal
from sajangpick.renderer.animations.text_scale import TextScale
from sajangpick.renderer.animations.text_slide import TextSlide
from sajangpick.renderer.animations.text_spin import TextSpin
from sajangpick.renderer.animations.text_typewriter import TextTypewriter
from sajangpick.renderer.animations.text_wave import TextWave
from sajangpick.renderer.animations.wiggle import Wiggle
from sajangpick.renderer.animations.wipe import Wipe

ANIMATIONS: Final[tuple[type[Animation], ...]] = (
    Bounce,
    CircularWipe,
    ColorWipe,
    Fade,
    FilmRoll,
    Flip,
    Pan,
    RotateSlide,
    Scale,
    Shake,
    Shift,
    Slide,
    Spin,
    Squash,
    TextAppear,
    TextCounter,
    TextFly,
    TextReveal,
    TextScale,
    TextSlide,
    TextSpin,
    TextTypewriter,
    TextWave,
    Wiggle,
    Wipe,
)

ANIMATION_TYPES: Final[Mapping[str, type[Animation]]] = {kind.model_fields["type"].default: kind for kind in ANIMATIONS}
"""Each animation by the `type` that a document writes."""


def parse_animation(written: object) -> Animation:
    """The animation that a document describes. Raises ValueError; pydantic keeps the path to the wrong value."""
    if isinstance(written, Animation):
        return written
    kind = cast("Mapping[str, object]", written).get("type") if isinstance(written, Mapping) else None
    if not isinstance(kind, str) or kind not in ANIMATION_TYPES:
        raise PydanticCustomError(
            "animation",
            "Expected an animation of a type among {types}, got {got}",
            {"types": ", ".join(ANIMATION_TYPES), "got": repr(kind)},
        )
    return ANIMATION_TYPES[kind].model_validate(written)


AnyAnimation: TypeAlias = Annotated[Animation, PlainValidator(parse_animation)]
"""A field for one animation of any type."""
