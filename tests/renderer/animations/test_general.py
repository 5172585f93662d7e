"""What each animation of a whole element does at its start, on its way and to the one that leaves."""

import itertools
import math

import pytest
from tests.renderer.animations.stand import BOX, entrance, moment

from sajangpick.renderer.animation import NOTHING, Change
from sajangpick.renderer.geometry import Point, Rect, Transform
from sajangpick.renderer.scene import Group, Outline, Path

CORNERS = [BOX.at(x, y) for x in (0, 1) for y in (0, 1)]


def change(kind: str, at: float, **written: object) -> Change:
    animation = entrance(kind, **written)
    return animation.change(moment(animation, at))


def leaving(kind: str, at: float, **written: object) -> Change:
    animation = entrance(kind, transition=True, **written)
    return animation.leaving_change(moment(animation, at))


def bounds(outline: Outline) -> Rect:
    points = [point for _, points in outline for point in points]
    xs, ys = [p.x for p in points], [p.y for p in points]
    return Rect(min(xs), min(ys), max(xs), max(ys))


def sides(box: Rect) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


@pytest.mark.parametrize("kind", ["scale", "slide", "wipe", "circular-wipe", "spin", "flip", "squash", "film-roll"])
def test_fade_goes_along_unless_it_is_switched_off(kind: str) -> None:
    assert change(kind, 0.75, fade=True).opacity == pytest.approx(0.75)
    assert change(kind, 0.75, fade=False).opacity == 1


def test_fade() -> None:
    assert [change("fade", at).opacity for at in (0, 0.25, 1)] == [0, 0.25, 1]
    assert change("fade", 0.9, easing="back-out").opacity == 1


def test_scale_grows_from_its_anchor() -> None:
    grown = change("scale", 0.5, x_anchor="0%", y_anchor="100%").transform
    assert sides(grown.bounds(BOX)) == pytest.approx((100, 400, 300, 500))
    assert sides(change("scale", 0.5, axis="x", start_scale="50%").transform.bounds(BOX)) == pytest.approx(
        (150, 300, 450, 500)
    )
    assert change("scale", 0).transform.bounds(BOX).is_empty


def test_scale_of_the_element_zooms_inside_the_window() -> None:
    zoomed = change("scale", 2, time=None, duration=None, scope="element", start_scale="100%", end_scale="120%")
    assert zoomed.transform == Transform()
    assert zoomed.content.bounds(BOX).width == pytest.approx(440)


def test_slide_comes_from_behind_its_direction() -> None:
    assert change("slide", 0, direction="180°").transform.apply(Point(0, 0)) == Point(1000, 0)
    assert change("slide", 0.5, direction="up").transform.apply(Point(0, 0)) == Point(0, 1000)
    assert change("slide", 0, scope="element", distance="50%", direction=0).transform.apply(Point(0, 0)) == Point(
        -200, 0
    )


def test_a_slide_pushes_out_what_stood_there_or_lets_it_stand() -> None:
    assert leaving("slide", 1, direction="180°").transform.apply(Point(0, 0)) == Point(-1000, 0)
    assert leaving("slide", 0.5, fixed="first-only") == NOTHING
    uncovered = change("slide", 0.5, transition=True, fixed="second-only", scope="element", direction="180°")
    assert uncovered.transform == Transform()
    assert sides(bounds(uncovered.clips[0])) == (300, 300, 700, 500)


def test_pan_shows_the_named_share_of_the_overhang() -> None:
    written = {
        "time": None,
        "duration": None,
        "scope": "element",
        "start_x": "100%",
        "end_x": "0%",
        "start_scale": "120%",
    }
    start, end = (change("pan", at, **written).content.bounds(BOX) for at in (0, 4))
    assert (start.left, start.right) == pytest.approx((20, 500))
    assert (end.left, end.right) == pytest.approx((100, 580))
    for at in (0, 1.3, 4):
        view = change("pan", at, **written).content.bounds(BOX)
        assert view.left <= BOX.left + 1e-9
        assert view.right >= BOX.right - 1e-9


def test_pan_of_the_composition_moves_the_element() -> None:
    moved = change("pan", 4, time=None, duration=None, end_x="0%", end_y="0%", end_scale="200%")
    assert moved.transform.apply(Point(100, 100)) == Point(200, 200)
    assert moved.content == Transform()


# From the vendor's presets: down, left, right, up, from the middle sideways and upright.
@pytest.mark.parametrize(
    ("x_anchor", "angle", "opened"),
    [
        ("0%", "270°", (100, 300, 500, 350)),
        ("100%", "0°", (400, 300, 500, 500)),
        ("0%", "0°", (100, 300, 200, 500)),
        ("0%", "90°", (100, 450, 500, 500)),
        ("50%", "0°", (250, 300, 350, 500)),
        ("50%", "90°", (100, 375, 500, 425)),
    ],
)
def test_wipe_opens_from_its_anchor(x_anchor: str, angle: str, opened: tuple[float, ...]) -> None:
    clip = change("wipe", 0.25, x_anchor=x_anchor, start_angle=angle, end_angle=angle).clips[0]
    assert sides(bounds(clip).intersection(BOX)) == pytest.approx(opened)
    rest = leaving("wipe", 0.25, x_anchor=x_anchor, start_angle=angle, end_angle=angle).clips[0]
    assert area(rest) == pytest.approx(0.75 * BOX.width * BOX.height)


def test_a_turning_wipe_covers_every_corner_in_the_end() -> None:
    clip = change("wipe", 0.9999, start_angle="90°", end_angle="0°").clips[0]
    assert all(holds(clip, corner, 1.0) for corner in CORNERS)
    assert change("wipe", 0).opacity == 0


def test_a_wipe_may_cut_one_of_two_only() -> None:
    assert change("wipe", 0.5, transition=True, clip="first-only").clips == ()
    assert leaving("wipe", 0.5, clip="second-only") == NOTHING
    assert leaving("wipe", 1).opacity == leaving("circular-wipe", 1).opacity == 0


def test_circular_wipe_grows_until_it_holds_the_box() -> None:
    start = change("circular-wipe", 0.5, scope="element", x_anchor="0%", y_anchor="0%")
    radius = math.hypot(BOX.width, BOX.height) / 2
    assert sides(bounds(start.clips[0])) == pytest.approx((100 - radius, 300 - radius, 100 + radius, 300 + radius))
    nearly = bounds(change("circular-wipe", 0.9999, scope="element").clips[0])
    assert nearly.width == pytest.approx(math.hypot(BOX.width, BOX.height), rel=1e-3)
    assert change("circular-wipe", 0).opacity == 0
    hole = leaving("circular-wipe", 0.5, scope="element").clips[0]
    assert bounds(hole).width > BOX.width / 2
    assert [command for command, _ in hole].count("M") == 2


def test_the_ring_of_a_circular_wipe_lies_outside_the_circle() -> None:
    wiped = change("circular-wipe", 0.5, scope="element", ring_color="#fff", ring_width="20%")
    [group] = wiped.over
    assert isinstance(group, Group)
    [ring] = group.children
    assert isinstance(ring, Path)
    assert ring.stroke is not None
    inner = bounds(ring.outline).width / 2 - ring.stroke.width / 2
    assert inner == pytest.approx(bounds(wiped.clips[0]).width / 2)


def test_spin_ends_upright() -> None:
    turned = change("spin", 0.75, rotation="360°").transform
    assert turned.apply(Point(500, 400)) == pytest.approx((300, 200))
    hinged = change("spin", 0, scope="composition", rotation="-90°", x_anchor="0%", y_anchor="0%").transform
    assert hinged.apply(Point(100, 0)) == pytest.approx((0, 100))


@pytest.mark.parametrize("kind", ["bounce", "shake", "wiggle"])
def test_what_swings_begins_and_ends_at_rest(kind: str) -> None:
    for at in (0, 1, 3):
        assert change(kind, at) == NOTHING
    swung = [change(kind, at / 100).transform.apply(CORNERS[0]) for at in range(100)]
    assert max(math.dist(point, CORNERS[0]) for point in swung) > 3


def test_what_swings_keeps_its_measure() -> None:
    written = {"count": 3, "ramp_duration": "0%"}
    shaken = [change("shake", at / 200, distance="2%", **written).transform.m02 for at in range(200)]
    assert max(shaken) == pytest.approx(20, abs=0.1)
    assert sum((a < 0) != (b < 0) for a, b in itertools.pairwise(shaken[1:])) == 5
    bounced = change("bounce", 1 / 16, frequency="4 Hz", scale="120%", ramp_duration=0, axis="y").transform
    assert bounced.bounds(BOX).height == pytest.approx(240)
    assert bounced.bounds(BOX).width == pytest.approx(400)
    wandering = [change("shake", at / 200, randomness="100%", **written).transform.m02 for at in range(200)]
    assert max(map(abs, wandering)) <= 10
    assert wandering != shaken


def test_wiggle_in_space_is_seen_in_perspective() -> None:
    wiggled = change("wiggle", 0.375, y_rotation="30°", z_rotation=0, frequency=2, phase="50%").transform
    assert not wiggled.is_affine
    assert wiggled.apply(BOX.center) == pytest.approx(BOX.center)


def test_flip_shows_one_face_at_a_time() -> None:
    assert change("flip", 0.25, transition=True).opacity == 0
    assert leaving("flip", 0.25).opacity == 1
    assert change("flip", 0.75, transition=True).opacity == 1
    assert leaving("flip", 0.75).opacity == 0
    assert change("flip", 0.5).opacity == 0
    assert change("flip", 0.25, backface_visible=False).opacity == 0
    assert change("flip", 0.25).transform.bounds(BOX).width < BOX.width


def test_color_wipe_covers_the_box_at_half_time() -> None:
    def field(at: float) -> Rect:
        [group] = change("color-wipe", at, color="#f00").over
        assert isinstance(group, Group)
        assert isinstance(group.children[0], Path)
        return bounds(group.children[0].outline).intersection(BOX)

    assert sides(field(0.25)) == (100, 300, 300, 500)
    assert field(0.5) == BOX
    assert sides(field(0.75)) == (300, 300, 500, 500)
    assert [change("color-wipe", at).opacity for at in (0.25, 0.75)] == [0, 1]


def test_squash_unfolds_behind_and_presses_ahead() -> None:
    assert sides(change("squash", 0.25, direction="right").transform.bounds(BOX)) == (100, 300, 200, 500)
    assert sides(leaving("squash", 0.25, direction="right").transform.bounds(BOX)) == (200, 300, 500, 500)
    assert sides(change("squash", 0.25, direction="up").transform.bounds(BOX)) == (100, 450, 500, 500)


def test_rotate_slide_lies_down_on_its_way() -> None:
    start = change("rotate-slide", 0, direction="left").transform
    assert start.apply(BOX.center) == pytest.approx((1300, 400))
    assert start.bounds(BOX).height == pytest.approx(400)
    assert leaving("rotate-slide", 1, direction="left").transform.apply(BOX.center) == pytest.approx((-700, 400))
    turned = [change("rotate-slide", 0, clockwise=way).transform.m10 for way in (True, False)]
    assert turned == pytest.approx([-1, 1])


@pytest.mark.parametrize("kind", ["shift", "film-roll"])
def test_a_band_leaves_no_gap_in_the_box(kind: str) -> None:
    for at in (0, 0.1, 0.5, 0.99):
        rolled = change(kind, at, direction="up")
        places = sorted(transform.bounds(BOX).top for transform in (rolled.transform, *rolled.echoes))
        assert places[0] <= BOX.top
        assert BOX.height - 1.01 <= places[1] - places[0] <= BOX.height + 0.01, "lapped by a pixel, or edges would show"
        assert bounds(rolled.clips[0]) == BOX
    assert leaving("film-roll", 0.4, direction="up", fade=True).clips


def test_a_film_without_fading_is_one_strip_from_the_outgoing_picture_to_the_incoming() -> None:
    strip: dict[str, object] = {"direction": "up", "repetitions": 2}
    out, new = leaving("film-roll", 0.25, **strip), change("film-roll", 0.25, transition=True, **strip)
    assert new.echoes == out.echoes == ()
    assert out.transform.bounds(BOX).bottom == pytest.approx(new.transform.bounds(BOX).top, abs=1)
    assert leaving("film-roll", 0.5, **strip).opacity == 0
    assert change("film-roll", 0.75, transition=True, **strip).echoes, "from then on the new one follows itself"
    assert change("film-roll", 1, transition=True, **strip) == Change()


def area(outline: Outline) -> float:
    """Of figures that turn the same way."""
    figures: list[list[Point]] = []
    for command, points in outline:
        if command == "M":
            figures.append([])
        figures[-1].extend(points)
    return sum(
        abs(sum(a.x * b.y - b.x * a.y for a, b in zip(points, points[1:] + points[:1], strict=True))) / 2
        for points in figures
    )


def holds(outline: Outline, point: Point, slack: float) -> bool:
    """True if a convex figure holds the point, give or take `slack` pixels."""
    corners = [points[0] for _, points in outline if points]
    turns = [
        ((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)) / max(math.dist(a, b), 1e-9)
        for a, b in zip(corners, corners[1:] + corners[:1], strict=True)
    ]
    return min(turns) >= -slack or max(turns) <= slack
