"""A scene to pixels: nodes become canvases, and canvases are laid over one another.

A node, a transform and a visible box give a list of sheets, which is a pure function and therefore kept. What was
painted before is only asked to skip work: a scene painted alone and in a sequence has the same pixels.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple, assert_never

import numpy as np

from sajangpick.media.frame import U8
from sajangpick.renderer.assets import World
from sajangpick.renderer.geometry import IDENTITY, Point, Rect, Size, Transform
from sajangpick.renderer.outline import rectangle
from sajangpick.renderer.painter import effects, ink
from sajangpick.renderer.painter.blend import blended
from sajangpick.renderer.painter.box import NOWHERE, Box
from sajangpick.renderer.painter.canvas import Canvas, Format
from sajangpick.renderer.painter.keeper import Keeper
from sajangpick.renderer.painter.stencil import hard_box, mask_alpha
from sajangpick.renderer.painter.texture import Texture, level_for, sample, texture, with_margin
from sajangpick.renderer.scene import Blend, Glyphs, Group, Node, Outline, Path, Picture, Scene

# A short of 1080x1920 needs 3-10 MB for its type and scrims at any moment; the rest is room for what moves.
CANVAS_BYTES = 32 * 2**20
# Three full-size photos of a phone after choosing their level, or a dozen logos.
TEXTURE_BYTES = 48 * 2**20
COVERAGE_BYTES = 16 * 2**20
BOX_COUNT = 4096
# Type larger than this many pixels is drawn only where it is seen.
_LARGEST_SPRITE_PIXELS = 3_000_000
# Positions are rounded to this many parts of a pixel: finer than any eye, coarse enough to meet again in the keeper.
_SUBPIXELS = 64


class Sheet(NamedTuple):
    """A canvas, and how to lay it on what is below."""

    canvas: Canvas
    opacity: float = 1.0
    blend: Blend = Blend.NORMAL

    @property
    def hides(self) -> bool:
        """True if nothing below it is seen."""
        return self.canvas.alphas is None and self.opacity >= 1 and self.blend is Blend.NORMAL


class Painter:
    """Paints scenes of one World in one pixel format, keeping what it drew."""

    def __init__(self, world: World, pixel_format: Format) -> None:
        self._world = world
        self._format = pixel_format
        self._canvases: Keeper[Canvas] = Keeper(budget=CANVAS_BYTES, weigh=_canvas_bytes)
        self._textures: Keeper[Texture] = Keeper(budget=TEXTURE_BYTES, weigh=_texture_bytes)
        self._coverages: Keeper[U8] = Keeper(budget=COVERAGE_BYTES, weigh=_plane_bytes)
        self._boxes: Keeper[Box] = Keeper(budget=BOX_COUNT, weigh=_one)
        self._last: Sequence[Sheet] = ()
        self._ground: tuple[int, Canvas] | None = None

    def paint(self, scene: Scene, target: Canvas) -> None:
        """Paint the scene over all of `target`, which lies at the origin; what was in it does not matter."""
        sheets = self._all(scene.nodes, IDENTITY, target.box)
        hidden = max((i for i, s in enumerate(sheets) if s.hides and s.canvas.box.covers(target.box)), default=None)
        if hidden is None:
            sheets = [Sheet(self._backdrop(scene, target.box), scene.background.alpha), *sheets]
            _clear(target)
        else:
            sheets = sheets[hidden:]
        self._lay_all(sheets, target)

    def _lay_all(self, sheets: Sequence[Sheet], target: Canvas) -> None:
        """Lay the sheets, starting from a copy of the ones at the bottom that are as they were last time."""
        same = _common_start(self._last, sheets)
        laid = 0
        if self._ground and self._ground[0] <= same and self._ground[1].box == target.box:
            laid = self._ground[0]
            target.lay(self._ground[1])
        else:
            self._ground = None
        for sheet in sheets[laid:same]:
            _lay(target, sheet)
        # One sheet is as quickly laid as its copy.
        if same > max(laid, 1) and target.alphas is None:
            self._ground = (same, target.copy())
        for sheet in sheets[max(laid, same) :]:
            _lay(target, sheet)
        self._last = sheets

    def _backdrop(self, scene: Scene, box: Box) -> Canvas:
        color = scene.background
        return self._canvases.get(color, box, lambda: Canvas.filled(self._format, box, color))

    def _all(self, nodes: Iterable[Node], transform: Transform, visible: Box) -> list[Sheet]:
        return [sheet for node in nodes for sheet in self._sheets(node, transform, visible)]

    def _sheets(self, node: Node, transform: Transform, visible: Box) -> Sequence[Sheet]:
        match node:
            case Group():
                return self._group(node, transform @ node.transform, visible)
            case Picture():
                canvas = self._picture(node, transform, visible)
            case Path() | Glyphs():
                canvas = self._ink(node, transform, visible)
            case _:
                assert_never(node)
        return () if canvas is None else (Sheet(canvas),)

    def _group(self, group: Group, transform: Transform, visible: Box) -> Sequence[Sheet]:
        if group.opacity <= 0 or not group.children:
            return ()
        soft_clip = None
        inner = visible.grown(math.ceil(effects.reach(group.effects, transform)), grid=self._format.grid)
        if group.clip is not None:
            box = hard_box(group.clip, transform, inner, grid=self._format.grid)
            if box is None:
                soft_clip = group.clip
                box = self._seen(ink.outline_bounds(group.clip), transform, inner)
            inner = box
        if inner.is_empty:
            return ()
        if soft_clip is None and group.mask is None and not group.effects:
            sheets = self._all(group.children, transform, inner)
            if group.opacity >= 1 and group.blend is Blend.NORMAL and not group.isolated:
                return sheets
            canvas = self._joined(group, sheets, (transform, inner))
        else:
            key = (group.clip, group.mask, group.effects, transform, inner, visible)
            canvas = self._canvases.get(
                group.children, key, lambda: self._content(group, transform, inner, visible, soft_clip)
            )
        return () if canvas.box.is_empty else (Sheet(canvas, group.opacity, group.blend),)

    def _joined(self, group: Group, sheets: Sequence[Sheet], key: tuple[Transform, Box]) -> Canvas:
        if len(sheets) == 1 and sheets[0].blend is Blend.NORMAL and sheets[0].opacity >= 1:
            return sheets[0].canvas
        return self._canvases.get(group.children, key, lambda: _join(sheets, self._format))

    def _content(
        self, group: Group, transform: Transform, inner: Box, visible: Box, soft_clip: Outline | None
    ) -> Canvas:
        """The group's children as one canvas, clipped, masked and changed by the effects; in memory of its own."""
        canvas = _join(self._all(group.children, transform, inner), self._format)
        if canvas.box.is_empty:
            return canvas
        if soft_clip is not None:
            canvas = canvas.covered(self._coverage(soft_clip, transform, canvas.box))
        if group.mask is not None:
            shape = _join(self._sheets(group.mask.node, transform, canvas.box), self._format)
            canvas = canvas.covered(mask_alpha(shape, group.mask, canvas.box))
        canvas = effects.apply(canvas, group.effects, transform, visible)
        if canvas.box.intersection(visible).is_empty:
            return _nothing(self._format)
        return canvas.cropped(visible).copy()

    def _ink(self, node: Path | Glyphs, transform: Transform, visible: Box) -> Canvas | None:
        grid = self._format.grid
        dx, dy = 0, 0
        if transform.is_affine:
            # Moving by whole cells of the grid moves the same pixels.
            (dx, x), (dy, y) = _cell(transform.m02, grid), _cell(transform.m12, grid)
            transform = replace(transform, m02=x, m12=y)
        seen = visible.moved(-dx, -dy)
        box = self._ink_box(node, transform, seen)
        if box.intersection(seen).is_empty:
            return None
        if box.area > _LARGEST_SPRITE_PIXELS:
            box = box.intersection(seen)
        canvas = self._canvases.get(
            node,
            (transform, box),
            lambda: Canvas.of_bgra(self._format, ink.draw(node, transform, box), at=(box.left, box.top)),
        )
        return canvas.moved(dx, dy).cropped(visible)

    def _ink_box(self, node: Path | Glyphs, transform: Transform, seen: Box) -> Box:
        if transform.is_affine:
            whole = Box(-_FAR, -_FAR, _FAR, _FAR)
            return self._boxes.get(node, transform, lambda: self._seen(ink.bounds(node), transform, whole))
        return self._seen(ink.bounds(node), transform, seen)

    def _picture(self, node: Picture, transform: Transform, visible: Box) -> Canvas | None:
        window = node.window.intersection(node.box)
        if window.is_empty or transform.inverse() is None:
            return None
        box = self._seen(window, transform, visible)
        if box.is_empty:
            return None
        if node.at is None:
            return self._canvases.get(node, (transform, box), lambda: self._sampled(node, window, transform, box))
        return self._sampled(node, window, transform, box)

    def _sampled(self, node: Picture, window: Rect, transform: Transform, box: Box) -> Canvas:
        size = self._world.source(node.source).size
        level = level_for(transform @ _stretch(size, node.box), size) if size else 0
        if node.at is None:
            source = self._textures.get(node.source, level, lambda: with_margin(self._texture(node, level)))
        else:
            source = self._texture(node, level)
        canvas = sample(source, transform @ _stretch(source.size, node.box), box)
        outline = rectangle(window)
        if hard_box(outline, transform, box, grid=self._format.grid) == box:
            return canvas
        return canvas.covered(self._coverage(outline, transform, box))

    def _texture(self, node: Picture, level: int) -> Texture:
        return texture(self._world.pixels(node.source, node.at), self._format, level=level)

    def _coverage(self, outline: Outline, transform: Transform, box: Box) -> U8:
        return self._coverages.get(outline, (transform, box), lambda: ink.coverage(outline, transform, box))

    def _seen(self, rect: Rect, transform: Transform, visible: Box) -> Box:
        """The part of `visible` in which something inside `rect` may appear."""
        if rect.is_empty:
            return NOWHERE
        if not transform.is_affine and _reaches_behind(rect, transform):
            return visible
        return Box.around(transform.bounds(rect), grid=self._format.grid).intersection(visible)


_FAR = 2**24


def _join(sheets: Sequence[Sheet], pixel_format: Format) -> Canvas:
    """The sheets as one canvas; empty if there are none."""
    if not sheets:
        return _nothing(pixel_format)
    first = sheets[0]
    if len(sheets) == 1 and first.opacity >= 1 and first.blend is Blend.NORMAL:
        return first.canvas
    box = NOWHERE
    for sheet in sheets:
        box = box.union(sheet.canvas.box)
    if first.hides and first.canvas.box.covers(box):
        canvas, sheets = first.canvas.copy(), sheets[1:]
    else:
        canvas = Canvas.transparent(pixel_format, box)
    for sheet in sheets:
        _lay(canvas, sheet)
    return canvas


def _lay(below: Canvas, sheet: Sheet) -> None:
    if sheet.blend is Blend.LIGHTER:
        # A sum is cut off at white, so here alone it matters how much there is of what is added.
        below.lay(blended(below, sheet.canvas.faded(sheet.opacity), sheet.blend))
    else:
        below.lay(blended(below, sheet.canvas, sheet.blend), opacity=sheet.opacity)


def _clear(target: Canvas) -> None:
    if target.alphas:
        for plane in (*target.planes, *target.alphas):
            plane[:] = 0


def _nothing(pixel_format: Format) -> Canvas:
    empty = np.zeros((0, 0), np.uint8)
    return Canvas(pixel_format, NOWHERE, (empty, empty, empty), None)


def _common_start(before: Sequence[Sheet], now: Sequence[Sheet]) -> int:
    count = 0
    for old, new in zip(before, now, strict=False):
        if old.canvas.planes is not new.canvas.planes or old.canvas.box != new.canvas.box or old[1:] != new[1:]:
            break
        count += 1
    return count


def _cell(position: float, grid: int) -> tuple[int, float]:
    """A position as whole cells of the grid, in pixels, and the rest, on the raster of sub-pixels."""
    rounded = round(position * _SUBPIXELS) / _SUBPIXELS
    cells = math.floor(rounded / grid) * grid
    return cells, rounded - cells


def _stretch(size: Size, box: Rect) -> Transform:
    """From pixels of a picture of `size` to coordinates of `box`."""
    scaling = Transform.scaling(box.width / size.width, box.height / size.height)
    return Transform.translation(box.left, box.top) @ scaling


def _reaches_behind(rect: Rect, transform: Transform) -> bool:
    """True if a corner of `rect` lies behind the eye, where its image tells nothing."""
    corners = (rect.at(x, y) for x in (0, 1) for y in (0, 1))
    return any(_depth(corner, transform) <= 0 for corner in corners)


def _depth(point: Point, transform: Transform) -> float:
    return transform.m20 * point.x + transform.m21 * point.y + transform.m22


def _canvas_bytes(canvas: Canvas) -> int:
    return canvas.size_bytes


def _texture_bytes(source: Texture) -> int:
    return source.size_bytes


def _plane_bytes(plane: U8) -> int:
    return plane.nbytes


def _one(_: Box) -> int:
    return 1
