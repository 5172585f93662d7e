"""A sound."""

from typing import ClassVar, Literal

from sajangpick.renderer.playback import Playback


class Audio(Playback, frozen=True):
    """A sound: nothing to see."""

    main_property: ClassVar[str] = "source"

    type: Literal["audio"] = "audio"
