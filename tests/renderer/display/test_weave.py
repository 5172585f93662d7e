from dataclasses import replace

from sajangpick.renderer.display.drawn import Drawn, ShapeRef
from sajangpick.renderer.display.weave import weave


def shape(index: int, family: str = "") -> Drawn:
    return Drawn(ShapeRef(index, (family or index,)))


def at(part: Drawn, x: int) -> Drawn:
    return replace(part, place=(*part.place[:4], x, 0))


def test_what_stays_is_one_node_without_frames() -> None:
    row = (shape(0), shape(1))
    assert weave([row, row, row], 0) == [{"shape": 0}, {"shape": 1}]


def test_what_moves_is_one_node_with_a_track() -> None:
    rows = [(at(shape(0), x),) for x in (0, 0, 64, 192, 192)]
    assert weave(rows, 0) == [{"place": [[1, 0, 64, 128], 0], "shape": 0}]


def test_what_comes_and_goes_keeps_its_place_between_the_others() -> None:
    below, guest, above = shape(0), shape(1), shape(2)
    rows = [(below, above), (below, guest, above), (below, above)]
    assert weave(rows, 0) == [{"shape": 0}, {"frames": [1, 2], "shape": 1}, {"shape": 2}]


def test_a_shape_that_turns_into_a_like_one_stays_the_same_node() -> None:
    assert weave([(shape(3, "disc"),), (shape(5, "disc"),)], 0) == [{"shape": [0, 3, 2]}]
    assert weave([(shape(3, "disc"),), (shape(5, "star"),)], 0) == [
        {"frames": [1, 2], "shape": 5},
        {"frames": [0, 1], "shape": 3},
    ]


def test_the_parts_of_a_group_are_woven_within_it() -> None:
    rows = [(Drawn((at(shape(0), x), shape(1)), opacity=500),) for x in (0, 64)]
    assert weave(rows, 10) == [
        {"opacity": 500, "nodes": [{"place": [[10, 0, 64], 0], "shape": 0}, {"shape": 1}]},
    ]
