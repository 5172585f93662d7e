"""A World of facts alone, and short ways to a timeline: nothing is drawn here."""

from collections.abc import Mapping
from fractions import Fraction

from sajangpick.domain.json import Json
from sajangpick.errors import SourceMissing
from sajangpick.renderer.assets import Pixels, Samples, Source
from sajangpick.renderer.geometry import Size
from sajangpick.renderer.script import parse
from sajangpick.renderer.timeline.resolve import Timeline, resolve

SOURCES = {
    "photo.jpg": Source("still", Size(800, 600)),
    "clip.mp4": Source("moving", Size(1280, 720), Fraction(10), Fraction(24), has_sound=True),
    "mute.mp4": Source("moving", Size(1280, 720), Fraction(4), Fraction(30)),
    "song.mp3": Source("sound", duration=Fraction(20), has_sound=True),
}


class Facts:
    """Knows what SOURCES says."""

    def source(self, name: str) -> Source:
        if name not in SOURCES:
            raise SourceMissing(f"There is no {name}.", hint="Check its name.")
        return SOURCES[name]

    def pixels(self, name: str, at: Fraction | None) -> Pixels:
        raise AssertionError(f"{name} at {at}")

    def samples(self, name: str, *, start: Fraction = Fraction(0), duration: Fraction | None = None) -> Samples:
        raise AssertionError(f"{name} from {start} for {duration}")


def timeline(*elements: Mapping[str, Json], **properties: Json) -> Timeline:
    """The timeline of a 1000 x 500 document."""
    document = {"output_format": "mp4", "width": 1000, "height": 500, **properties, "elements": list(elements)}
    return resolve(parse(document), Facts())
