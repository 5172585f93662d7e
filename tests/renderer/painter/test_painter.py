"""Whole scenes to pixels: order, opacity, clips, masks, places, and that what is kept changes nothing."""

from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np
import pytest
from tests.renderer.painter.builders import (
    BLACK,
    BLUE,
    GREEN,
    RED,
    WHITE,
    Album,
    bgr,
    box,
    circle,
    group,
    picture,
    scene,
    soft_noise,
    solid,
    still,
    video,
)

from sajangpick.media.frame import U8, Frame
from sajangpick.renderer.geometry import Point, Rect, Transform
from sajangpick.renderer.outline import rectangle
from sajangpick.renderer.painter import FramePainter, ink, paint_still
from sajangpick.renderer.scene import (
    Blend,
    Blur,
    Color,
    DropShadow,
    Glyphs,
    Group,
    LinearGradient,
    Mask,
    Path,
    Picture,
    RadialGradient,
    Scene,
    Stop,
    Stroke,
)
from sajangpick.renderer.typeset import Block, Span, Style, layout


def text(words: str, size: float = 20, fill: Color = WHITE) -> tuple[Glyphs, ...]:
    style = Style(family="Pretendard", weight=700, size=size, fill=fill)
    return tuple(run for letter in layout(Block(spans=(Span(words, style),))).letters for run in letter.runs)


def rich_scene(step: int = 0) -> tuple[Scene, Album]:
    """A bit of everything, moving with `step`."""
    frames = [Frame.from_bgr(np.roll(soft_noise(64, 96, seed=3)[..., :3], shift, axis=0).copy()) for shift in range(8)]
    album = Album({"photo": soft_noise(81, 55, seed=4), "logo": solid(Color(1, 0.5, 0, 0.8), 9, 7)}, {"clip": frames})
    gradient = LinearGradient(Point(0, 40), Point(0, 96), (Stop(0, Color(0, 0, 0, 0)), Stop(1, Color(0, 0, 0, 0.8))))
    shadowed = group(
        *text("새우 파스타", 14), at=(4 + step / 7, 60.3), effects=(DropShadow(BLACK, 1.5, Point(1, 1)),), opacity=0.9
    )
    nodes = (
        picture("clip", 0, 0, 64, 96, at=Fraction(step, 10)),
        Path(rectangle(Rect(0, 40, 64, 96)), gradient),
        group(picture("photo", 3, 3, 40, 30), clip=circle(20.3, 16.6, 11.4), transform=Transform.rotation(step * 3)),
        picture("logo", 44.5, 5.25, 60.5, 15),
        shadowed,
        group(*text("18,000원", 11), box(0, 14, 30, 16, RED), at=(5, 78), opacity=min(1, step / 5)),
        group(box(30, 30, 60, 60, Color(0.2, 0.5, 0.9)), blend=Blend.SCREEN, opacity=0.5),
    )
    return scene(*nodes, width=64, height=96), album


def test_paints_from_back_to_front() -> None:
    pixels = still(scene(box(0, 0, 20, 20, RED), box(10, 10, 30, 22, GREEN)))
    assert tuple(pixels[5, 5]) == bgr(RED)
    assert tuple(pixels[15, 15]) == bgr(GREEN)
    assert tuple(pixels[23, 31]) == bgr(BLACK)


def test_the_background_shows_where_nothing_is() -> None:
    assert (still(scene(background=Color(0.2, 0.4, 0.6))) == (153, 102, 51)).all()


def test_a_still_keeps_a_translucent_background() -> None:
    pixels = paint_still(scene(box(0, 0, 4, 4, RED), background=Color(0, 0, 1, 0.5)), Album())
    assert tuple(pixels[2, 2]) == (0, 0, 255, 255)
    assert np.abs(pixels[10, 10].astype(int) - (128, 0, 0, 128)).max() <= 1


def test_a_group_fades_as_one_picture() -> None:
    overlapping = (box(0, 0, 20, 20, RED), box(10, 0, 30, 20, RED))
    pixels = still(scene(group(*overlapping, opacity=0.5))).astype(int)
    assert np.abs(pixels[10, 5] - pixels[10, 15]).max() <= 1
    assert abs(pixels[10, 15, 2] - 128) <= 1


def test_a_plain_group_is_only_a_place() -> None:
    shapes = (box(1, 1, 9, 9, Color(1, 0, 0, 0.5)), box(4, 4, 15, 12, Color(0, 1, 0, 0.5)))
    placed = tuple(Path(rectangle(_box_of(shape).moved(3, 2)), shape.fill) for shape in shapes)
    assert np.array_equal(still(scene(group(*shapes, at=(3, 2)))), still(scene(*placed)))


def test_transforms_nest() -> None:
    inner = group(box(0, 0, 2, 2), transform=Transform.scaling(2, 2))
    pixels = still(scene(group(group(inner, at=(3, 1)), at=(1, 2))))
    assert np.array_equal(np.argwhere(pixels[..., 0]).min(0), [3, 4])
    assert np.array_equal(np.argwhere(pixels[..., 0]).max(0), [6, 7])


def test_antialiasing_is_coverage() -> None:
    pixels = still(scene(box(4.25, 4, 8.5, 8)))
    assert abs(int(pixels[5, 4, 0]) - 0.75 * 255) <= 1
    assert abs(int(pixels[5, 8, 0]) - 0.5 * 255) <= 1


@pytest.mark.parametrize(
    "clip", [rectangle(Rect(4, 4, 12, 10)), rectangle(Rect(4.5, 3.25, 12, 10)), circle(10, 9, 6.3)]
)
def test_a_clip_leaves_what_its_shape_covers(clip) -> None:  # noqa: ANN001
    clipped = still(scene(group(box(0, 0, 32, 24, WHITE), clip=clip)))
    drawn = still(scene(Path(clip, WHITE)))
    assert np.abs(clipped.astype(int) - drawn).max() <= 1


def test_a_clip_joins_its_children_first() -> None:
    twice = group(box(0, 0, 32, 24, WHITE), box(0, 0, 32, 24, WHITE), clip=circle(10, 9, 6.3))
    once = group(box(0, 0, 32, 24, WHITE), clip=circle(10, 9, 6.3))
    assert np.array_equal(still(scene(twice)), still(scene(once)))


def test_clips_nest_and_turn() -> None:
    turned = group(box(0, 0, 32, 24), clip=rectangle(Rect(4, 4, 20, 20)), transform=Transform.rotation(20))
    pixels = still(scene(group(turned, clip=rectangle(Rect(0, 0, 10, 24)))))[..., 0]
    whole = still(scene(turned))[..., 0]
    assert not pixels[:, 10:].any()
    # Skia's antialiasing differs a little with where it is cut off.
    assert np.abs(pixels[:, :10].astype(int) - whole[:, :10]).mean() < 1
    assert whole[:, 10:].any()


@pytest.mark.parametrize("by", ["alpha", "luma"])
@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("paint", [still, video])
def test_masks(by, inverted, paint) -> None:  # noqa: ANN001
    half_grey = group(box(8, 0, 24, 24, Color(0.5, 0.5, 0.5)), opacity=0.8)
    pixels = paint(scene(group(box(0, 0, 32, 24, WHITE), mask=Mask(half_grey, by, inverted))))[12].astype(int)
    inside = 0.8 if by == "alpha" else 0.8 * 0.5
    outside = 0.0
    if inverted:
        inside, outside = 1 - inside, 1 - outside
    assert np.abs(pixels[12:20] - inside * 255).max() <= 3
    assert np.abs(pixels[:4] - outside * 255).max() <= 3


def test_a_cover_fit_is_seen_through_its_window() -> None:
    album = Album({"photo": soft_noise(40, 20)})
    seen = Picture("photo", Rect(-4, 2, 36, 22), Rect(4, 4, 20, 20))
    pixels = still(scene(seen), album)
    assert np.array_equal(pixels[4:20, 4:20], album.stills["photo"][2:18, 8:24, :3])
    assert not pixels[:4].any()
    assert not pixels[:, 20:].any()


def test_a_contain_fit_leaves_its_margins_free() -> None:
    album = Album({"photo": solid(WHITE, 8, 8)})
    pixels = still(scene(Picture("photo", Rect(8, 4, 16, 12), Rect(0, 4, 32, 12))), album)
    assert np.array_equal(np.unique(np.argwhere(pixels[..., 0])[:, 1]), np.arange(8, 16))


@pytest.mark.parametrize("paint", [still, video])
def test_perspective_draws_shapes_and_pictures_alike(paint) -> None:  # noqa: ANN001
    leaning = Transform(1, 0.1, 4, 0, 1, 3, 0.01, 0.004, 1)
    album = Album({"photo": solid(WHITE, 20, 16)})
    drawn = paint(scene(group(box(0, 0, 20, 16), transform=leaning)), album)
    shown = paint(scene(group(picture("photo", 0, 0, 20, 16), transform=leaning)), album)
    assert np.abs(drawn.astype(int) - shown).max() <= 3


def test_what_lies_behind_the_eye_does_no_harm() -> None:
    folded = Transform(1, 0, 0, 0, 1, 0, -0.08, 0, 1)
    album = Album({"photo": solid(WHITE, 32, 24)})
    still(scene(group(box(0, 0, 32, 24), picture("photo", 0, 0, 32, 24), transform=folded)), album)


@pytest.mark.parametrize(
    "flat", [Transform.scaling(0, 1), Transform.scaling(1, 0, Point(3, 3)), Transform.scaling(0, 0)]
)
def test_what_is_flat_is_not_seen(flat: Transform) -> None:
    album = Album({"photo": solid(WHITE, 8, 8)})
    nodes = (box(0, 0, 8, 8), picture("photo", 0, 0, 8, 8), *text("가"))
    clipped = group(*nodes, clip=circle(4, 4, 3), effects=(Blur(2),))
    assert not still(scene(group(*nodes, transform=flat), group(clipped, transform=flat)), album).any()


def test_what_is_outside_is_not_seen() -> None:
    album = Album({"photo": solid(WHITE, 8, 8)})
    away = group(box(0, 0, 8, 8), picture("photo", 0, 0, 8, 8), *text("가"), at=(-60, 500))
    assert not still(scene(away, group(away, effects=(Blur(2),)), group(away, clip=circle(4, 4, 3))), album).any()


def test_gradients() -> None:
    stops = (Stop(0, BLACK), Stop(1, WHITE))
    linear = still(scene(box(0, 0, 32, 24, LinearGradient(Point(0, 0), Point(32, 0), stops)))).astype(int)
    assert np.abs(linear[10, :, 0] - (np.arange(32) + 0.5) / 32 * 255).max() <= 2
    radial = still(scene(box(0, 0, 32, 24, RadialGradient(Point(16, 12), 10, stops)))).astype(int)
    assert radial[12, 16, 0] < 30
    assert abs(radial[12, 21, 0] - 0.55 * 255) < 4
    assert radial[2, 2, 0] == 255


def test_a_gradient_to_transparent_has_no_grey_fringe() -> None:
    fade = LinearGradient(Point(0, 0), Point(32, 0), (Stop(0, WHITE), Stop(1, Color(0, 0, 0, 0))))
    pixels = paint_still(scene(box(0, 0, 32, 24, fade), background=Color(0, 0, 0, 0)), Album()).astype(int)
    assert np.abs(pixels[10, :, 0] - pixels[10, :, 3]).max() <= 1


def test_a_stroke_is_drawn_in_part() -> None:
    line = (*rectangle(Rect(4, 12, 28, 12))[:2],)
    half = Path(line, None, Stroke(WHITE, 2, cap="butt", start=0.25, end=0.75))
    pixels = still(scene(half))[12, :, 0]
    assert np.array_equal(np.flatnonzero(pixels), np.arange(10, 22))
    ring = Path(rectangle(Rect(4, 4, 20, 20)), None, Stroke(WHITE, 2, cap="butt", start=0, end=0.5, offset=0.75))
    wrapped = still(scene(ring))[..., 0]
    assert wrapped[4, 8] == 255  # the first side
    assert wrapped[12, 4] == 255  # the last side, on the other side of the first point
    assert wrapped[20, 12] == 0
    assert not still(scene(replace(ring, stroke=Stroke(WHITE, 2, start=0.5, end=0.5)))).any()


def test_a_letter_keeps_its_shape_inside_its_outline() -> None:
    (glyphs,) = text("가", 20, RED)
    outlined = still(scene(group(replace(glyphs, stroke=Stroke(BLUE, 4)), at=(5, 0)), background=WHITE))
    plain = still(scene(group(glyphs, at=(5, 0)), background=WHITE))
    solid_red = (plain == bgr(RED)).all(2)
    assert solid_red.sum() > 20
    assert (outlined[solid_red] == bgr(RED)).all()
    assert (outlined == bgr(BLUE)).all(2).sum() > 20


def test_emoji_bring_their_colours() -> None:
    pixels = still(scene(group(*text("🍤", 20), at=(2, 0)), background=WHITE)).astype(int)
    spread = pixels.max(2) - pixels.min(2)
    assert (spread > 60).sum() > 40


def test_video_and_still_agree_away_from_edges_of_colour() -> None:
    painted, album = rich_scene(3)
    difference = np.abs(still(painted, album).astype(int) - video(painted, album))
    assert difference.mean() < 2.5
    luma = np.abs(_luma(still(painted, album)) - _luma(video(painted, album)))
    assert np.percentile(luma, 95) <= 3


def test_flat_colours_agree_between_video_and_still() -> None:
    painted = scene(
        box(4, 4, 20, 20, RED), group(box(8, 8, 28, 20, BLUE), opacity=0.5), background=Color(0.3, 0.6, 0.2)
    )
    there, here = still(painted).astype(int), video(painted)
    for row, column in ((1, 1), (6, 6), (12, 12), (12, 24)):
        assert np.abs(there[row, column] - here[row, column]).max() <= 3


def test_a_scene_alone_and_in_a_sequence_has_the_same_pixels() -> None:
    painter = None
    for step in (0, 1, 2, 2, 3, 4, 5, 6, 7, 6, 5):
        painted, album = rich_scene(step)
        painter = painter or FramePainter(album)
        assert np.array_equal(painter.paint(painted).data, FramePainter(album).paint(painted).data), step


def test_a_still_ground_is_not_disturbed_by_what_moves_on_it() -> None:
    album = Album({"photo": soft_noise(64, 64)})
    ground = (picture("photo", 0, 0, 64, 64), box(5, 5, 30, 60, Color(0, 0, 0, 0.4)), *text("가나다", 18))
    painter = FramePainter(album)
    for step in range(12):
        mover = group(box(0, 0, 9, 9, RED), at=(step * 1.7, 20), opacity=1 if step % 4 else 0)
        painted = scene(*ground[: 3 if step != 7 else 2], mover, width=64, height=64)
        assert np.array_equal(painter.paint(painted).data, FramePainter(album).paint(painted).data), step


def test_threads_change_nothing() -> None:
    painted, album = rich_scene(4)
    before = cv2.getNumThreads()
    try:
        pictures = []
        for threads in (1, 3):
            cv2.setNumThreads(threads)
            pictures.append(FramePainter(album).paint(painted).data)
    finally:
        cv2.setNumThreads(before)
    assert np.array_equal(*pictures)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every node that Skia is asked to draw."""
    record: list[object] = []
    draw = ink.draw

    def recording(node: Path | Glyphs, transform: Transform, where: object) -> U8:
        record.append(node)
        return draw(node, transform, where)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(ink, "draw", recording)
    return record


def test_what_stays_is_drawn_once(drawn: list[object]) -> None:
    painter = FramePainter(Album())
    letters = text("가나다", 12)
    for step in range(10):
        painter.paint(scene(group(*letters, opacity=0.1 + step / 20), group(box(0, 0, 4, 4), at=(step * 2, 4))))
    assert len(drawn) == len(letters) + 1


def test_what_is_resolved_anew_but_equal_is_not_drawn_anew(drawn: list[object]) -> None:
    painter = FramePainter(Album())
    for _ in range(5):
        painter.paint(scene(group(box(1, 1, 9, 9), clip=circle(5, 5, 3), effects=(Blur(1),))))
    assert len(drawn) == 1


def test_what_moves_by_parts_of_a_pixel_is_drawn_where_it_is(drawn: list[object]) -> None:
    painter = FramePainter(Album())
    square = box(0, 0, 6, 6)
    centers = [_center(painter.paint(scene(group(square, at=(4 + step / 8, 4)))).y) for step in range(16)]
    assert np.allclose(np.diff(centers), 1 / 8, atol=0.01)
    assert len(drawn) == 16


def test_an_odd_scene_gets_an_even_frame() -> None:
    frame = FramePainter(Album()).paint(scene(box(0, 0, 31, 23, RED), width=31, height=23))
    assert (frame.width, frame.height) == (32, 24)
    assert still(scene(width=31, height=23)).shape == (23, 31, 3)


def test_the_frame_of_the_world_is_not_painted_on() -> None:
    painted, album = rich_scene(2)
    before = [frame.data.copy() for frame in album.moving["clip"]]
    FramePainter(album).paint(painted)
    FramePainter(album).paint(scene(picture("clip", 0, 0, 64, 96, at=Fraction(0)), width=64, height=96)).data[:] = 0
    assert all(np.array_equal(was, frame.data) for was, frame in zip(before, album.moving["clip"], strict=True))


def test_isolation_joins_before_blending() -> None:
    shapes = (box(0, 0, 20, 20, RED), group(box(0, 0, 20, 20, GREEN), blend=Blend.LIGHTER))
    open_, closed = Group(shapes), Group(shapes, isolated=True)
    on_blue = still(scene(open_, background=BLUE))
    assert tuple(on_blue[5, 5]) == (0, 255, 255)
    behind = group(box(0, 0, 20, 20, GREEN), blend=Blend.LIGHTER)
    assert tuple(still(scene(behind, background=BLUE))[5, 5]) == (255, 255, 0)
    assert tuple(still(scene(Group((behind,), isolated=True), background=BLUE))[5, 5]) == (0, 255, 0)
    assert tuple(still(scene(closed, background=BLUE))[5, 5]) == (0, 255, 255)


def _box_of(path: Path) -> Rect:
    xs, ys = zip(*(segment.points[0] for segment in path.outline[:4]), strict=True)
    return Rect(min(xs), min(ys), max(xs), max(ys))


def _luma(pixels: U8) -> U8:
    return pixels.astype(float) @ [0.0722, 0.7152, 0.2126]


def _center(luma: U8) -> float:
    weight = luma.astype(float) - 16
    return float((weight * (np.arange(luma.shape[1]) + 0.5)).sum() / weight.sum())
