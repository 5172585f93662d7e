"""Frames woven together: each part is followed from frame to frame, and its numbers become tracks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from sajangpick.domain.json import Json, JsonObject
from sajangpick.renderer.display.drawn import HERE, OPACITY_UNITS, Drawn, PictureRef, ShapeRef
from sajangpick.renderer.display.track import track

Row = tuple[Drawn, ...]


@dataclass(slots=True)
class Strand:
    """A part of the picture from its first frame to its last."""

    first: int
    moments: list[Drawn] = field(default_factory=list[Drawn])


def weave(rows: Sequence[Row], first: int) -> list[Json]:
    """The parts of successive frames, of which the first is `first`, as nodes from back to front."""
    strands: list[Strand] = []
    active: list[Strand] = []
    before: Row = ()
    for frame, row in enumerate(rows, first):
        if row is not before:
            active = _continued(strands, active, row, frame)
        for strand, part in zip(active, row, strict=True):
            strand.moments.append(part)
        before = row
    return [_node(strand, first, first + len(rows)) for strand in strands]


def _continued(strands: list[Strand], active: list[Strand], row: Row, frame: int) -> list[Strand]:
    """The strand of each part of `row`: one that goes on, or a new one, put where it is drawn."""
    partners = _aligned([strand.moments[-1] for strand in active], row)
    continued: list[Strand] = []
    place = 0
    for partner in partners:
        if partner is None:
            strand = Strand(frame)
            strands.insert(place, strand)
        else:
            strand = active[partner]
            place = next(index for index, other in enumerate(strands) if other is strand)
        continued.append(strand)
        place += 1
    return continued


def _aligned(before: Sequence[Drawn], now: Sequence[Drawn]) -> list[int | None]:
    """For each part now, the one before that it goes on from: in order, and as alike as can be altogether.

    The longest common subsequence, weighted by likeness (Needleman and Wunsch, 1970, without penalties).
    """
    best = [[0] * (len(now) + 1) for _ in range(len(before) + 1)]
    likes = [[_likeness(old, new) for new in now] for old in before]
    for i in range(len(before) - 1, -1, -1):
        for j in range(len(now) - 1, -1, -1):
            paired = likes[i][j] + best[i + 1][j + 1] if likes[i][j] else 0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    partners: list[int | None] = [None] * len(now)
    i = j = 0
    while i < len(before) and j < len(now):
        if likes[i][j] and best[i][j] == likes[i][j] + best[i + 1][j + 1]:
            partners[j] = i
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return partners


def _likeness(old: Drawn, new: Drawn) -> int:
    """0 where one cannot become the other, more the more they share."""
    fixed = old.blend == new.blend and old.alone == new.alone and old.effects == new.effects
    if not fixed or (old.clip is None) != (new.clip is None) or _masking(old) != _masking(new):
        return 0
    match old.content, new.content:
        case ShapeRef() as one, ShapeRef() as other:
            return 8 if one.index == other.index else 2 if one.family == other.family else 0
        case PictureRef() as one, PictureRef() as other:
            return 8 if one.source == other.source and (one.time is None) == (other.time is None) else 0
        case tuple() as some, tuple() as others:
            shared = len(_leaves(some) & _leaves(others))
            return 8 if shared else 1
        case _:
            return 0


def _masking(part: Drawn) -> tuple[str, bool] | None:
    return None if part.mask is None else (part.mask.by, part.mask.inverted)


def _leaves(parts: Row) -> set[int | str]:
    found: set[int | str] = set()
    for part in parts:
        match part.content:
            case ShapeRef() as shape:
                found.add(shape.index)
            case PictureRef() as picture:
                found.add(picture.source)
            case children:
                found |= _leaves(children)
    return found


def _node(strand: Strand, first: int, last: int) -> Json:
    """The strand as JSON; what is as usual is left out."""
    moments, start = strand.moments, strand.first
    end, sample = start + len(moments), moments[0]
    node: JsonObject = {}
    if (start, end) != (first, last):
        node["frames"] = [start, end]
    places = [moment.place for moment in moments]
    if any(place != HERE for place in places):
        moving = [_track([place[index] for place in places], start) for index in range(6)]
        node["place"] = moving[4:] if moving[:4] == list(HERE[:4]) else moving
    if any(moment.opacity != OPACITY_UNITS for moment in moments):
        node["opacity"] = _track([moment.opacity for moment in moments], start)
    if sample.blend != "source-over":
        node["blend"] = sample.blend
    if sample.alone:
        node["alone"] = True
    if sample.clip is not None:
        node["clip"] = _track([cast(int, moment.clip) for moment in moments], start)
    if sample.effects:
        node["effects"] = list(sample.effects)
    if sample.mask is not None:
        shapes = [(moment.mask.shape,) for moment in moments if moment.mask is not None]
        node["mask"] = {"by": sample.mask.by, "inverted": sample.mask.inverted, "nodes": weave(shapes, start)}
    return node | _content(moments, start)


def _content(moments: Sequence[Drawn], start: int) -> JsonObject:
    contents = [moment.content for moment in moments]
    match contents[0]:
        case ShapeRef():
            return {"shape": _track([cast(ShapeRef, content).index for content in contents], start)}
        case PictureRef() as sample:
            pictures = cast("list[PictureRef]", contents)
            node: JsonObject = {
                "picture": sample.source,
                "box": [_track([picture.box[side] for picture in pictures], start) for side in range(4)],
                "window": [_track([picture.window[side] for picture in pictures], start) for side in range(4)],
            }
            if sample.time is not None:
                node["time"] = _track([picture.time or 0 for picture in pictures], start)
            return node
        case tuple():
            return {"nodes": weave(cast("list[Row]", contents), start)}


def _track(values: Sequence[int], first: int) -> Json:
    return cast(Json, track(values, first))
