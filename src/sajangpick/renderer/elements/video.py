"""A moving picture with its sound."""

from fractions import Fraction
from typing import ClassVar, Literal

from sajangpick.renderer.playback import Playback
from sajangpick.renderer.stage import Stage
from sajangpick.renderer.windowed import Windowed, frame_time


class Video(Playback, Windowed, frozen=True):
    """A video; a still source stands as long as the element."""

    main_property: ClassVar[str] = "source"

    type: Literal["video"] = "video"

    def picture_time(self, stage: Stage) -> Fraction | None:
        """The second of the source that is seen now: trimmed, looped, at its speed, held past its end."""
        if stage.source is None or stage.source.kind != "moving":
            return None
        return frame_time(self.source_time(stage.clock, stage.source), stage.source)
