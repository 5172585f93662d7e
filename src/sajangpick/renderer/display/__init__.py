"""A document as a display list: everything that is laid out here, drawn by a canvas elsewhere.

The Scenes of all frames are lowered to parts (`lower`, `drawn`) whose leaves lie in tables (`tables`), and woven to
nodes with tracks (`weave`, `track`). The format, version 1, is described in docs/renderscript/display-list.md.
Pictures are named, not sent: whoever plays the list has them, or asks for them. Same document, same list.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil

from sajangpick.domain.json import Json, JsonObject
from sajangpick.errors import BadInput
from sajangpick.renderer.assets import World
from sajangpick.renderer.display.lower import Lowering
from sajangpick.renderer.display.tables import Tables, css_color
from sajangpick.renderer.display.weave import Row, weave
from sajangpick.renderer.scene import Group, Node, Picture, Scene
from sajangpick.renderer.show import Document, Show, opened

VERSION = 1
MOST_FRAMES = 3600
"""Of one list: two minutes at 30 frames a second. Longer documents are previewed at a lower rate."""

MOST_PARTS = 300_000
"""Nodes that differ from one frame to the next, in all frames together; a template has about 5,000."""


def display_list(
    document: Document,
    *,
    modifications: Mapping[str, Json] | None = None,
    world: World | None = None,
    frame_rate: Fraction | None = None,
) -> JsonObject:
    """The document as plain JSON values that a 2D canvas plays; `frame_rate`, else the document's own.

    Sources are looked up as `render` does, for their facts alone unless an effect has to be painted here. Raises what
    `render` raises for a wrong document, and BadInput for a rate that makes no frame or too many.
    """
    with opened(document, modifications, world) as show:
        rate = show.timeline.frame_rate if frame_rate is None else frame_rate
        count = _count(show, rate)
        tables = Tables()
        lowering = Lowering(show.world, tables)
        sources: dict[str, Json] = {}
        rows: list[Row] = []
        last: tuple[Scene, Row] | None = None
        for index in range(count):
            scene = show.scene(index / rate)
            if last is None or scene is not last[0]:
                for name in _pictures(scene.nodes):
                    if name not in sources:
                        sources[name] = _facts(name, show.world)
                last = (scene, lowering.all(scene.nodes))
                if lowering.count > MOST_PARTS:
                    raise BadInput("This document moves too much for a preview.", hint="Ask for a lower frame rate.")
            rows.append(last[1])
        width, height = show.size
        return {
            "version": VERSION,
            "width": width,
            "height": height,
            "frameRate": float(rate),
            "frameCount": count,
            "duration": float(show.timeline.duration),
            "snapshotTime": float(show.timeline.snapshot_time),
            "background": css_color(show.timeline.background),
            "sources": sources,
            **tables.as_json(),
            "nodes": weave(rows, 0),
            "warnings": list(show.timeline.warnings),
        }


def _count(show: Show, rate: Fraction) -> int:
    if rate <= 0:
        raise BadInput(f"A preview cannot have {float(rate):g} frames a second.", hint="Use 1 to 60.")
    count = max(1, ceil(show.timeline.duration * rate))
    if count > MOST_FRAMES:
        raise BadInput(
            f"A preview of {float(show.timeline.duration):g} s has {count} frames; at most {MOST_FRAMES} are made.",
            hint="Ask for a lower frame rate.",
        )
    return count


def _pictures(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        match node:
            case Picture():
                yield node.source
            case Group():
                yield from _pictures(node.children)
                if node.mask is not None:
                    yield from _pictures((node.mask.node,))
            case _:
                pass


def _facts(name: str, world: World) -> Json:
    source = world.source(name)
    facts: JsonObject = {"kind": source.kind}
    if source.size is not None:
        facts |= {"width": source.size.width, "height": source.size.height}
    if source.duration is not None:
        facts["duration"] = float(source.duration)
    if source.frame_rate is not None:
        facts["frameRate"] = float(source.frame_rate)
    return facts
