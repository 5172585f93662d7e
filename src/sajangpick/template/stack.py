"""Closing ranks: rows whose elements are missing give their space back, rows that grew take more."""

from collections.abc import Mapping, Set

from sajangpick.template.model import Stack


def shifts(stack: Stack, *, hidden: Set[str], extra: Mapping[str, float]) -> dict[str, float]:
    """How far each element of the stack moves down (negative: up), in pixels.

    A row is missing if all its elements are hidden; `extra` is how much taller than planned an element became.
    """
    above = 0.0
    moves: list[tuple[tuple[str, ...], float]] = []
    for row in stack.rows:
        shown = [id for id in row.ids if id not in hidden]
        moves.append((row.ids, above))
        above += max((extra.get(id, 0.0) for id in shown), default=-row.gap)
    match stack.pull:
        case "up":
            base = 0.0
        case "down":
            base = -above
        case "center":
            base = -above / 2
    return {id: base + move for ids, move in moves for id in ids}
