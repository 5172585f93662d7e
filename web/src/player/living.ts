// How a still photo stands in for the moving clip: laid where the dish belongs, under the clip's camera.

import type { ClipPlace } from './list';
import { blank, type Context, scaleOf, sizeOf, type Still } from './pixels';
import type { Living } from './player';

/** The dish in a photo: its centre as fractions of width and height, its radius as a fraction of the width. */
export interface Dish {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

// Beyond the photo its outermost strip goes on, mirrored, and light falls off: shares of the photo's and canvas' sides.
const STRIP = 0.07;
const DARK_AT = 0.36;
const DARKNESS = 0.72;
// Of a photo whose dish nobody knows, this share of the shorter side, in the middle.
const USUAL_RADIUS = 0.38;

/** The photo as a clip, where `clip` is what the preview says of it; `dish` in the middle where nobody knows. */
export function livingPhoto(photo: Still, clip: ClipPlace, dish?: Dish): Living {
  const { anchor, poses } = clip;
  let still: HTMLCanvasElement | null = null;
  return (context, [left, top, wide, high], seconds) => {
    const [zoom, x, y] = poseAt(poses, seconds / clip.seconds);
    const scale = Math.min(1, scaleOf(context)) || 1;
    const width = Math.round(wide * scale);
    const height = Math.round(high * scale);
    if (still?.width !== width || still.height !== height) still = laid(photo, clip.aim, dish, width, height);
    context.save();
    // The still has the canvas' own pixels: between them the nearest four are enough, as in the clip itself.
    context.imageSmoothingQuality = 'low';
    context.translate(left + (anchor.x - (anchor.x + x) * zoom) * wide, top + (anchor.y - (anchor.y + y) * zoom) * high);
    context.drawImage(still, 0, 0, wide * zoom, high * zoom);
    context.restore();
  };
}

type Pose = ClipPlace['poses'][number];

/** The camera's pose at a share of the way, between the two nearest. */
export function poseAt(poses: readonly Pose[], share: number): Pose {
  const place = Math.max(0, Math.min(1, share)) * (poses.length - 1);
  const before = poses[Math.floor(place)] as Pose;
  const after = poses[Math.ceil(place)] as Pose;
  const between = (from: number, to: number): number => from + (to - from) * (place - Math.floor(place));
  return [between(before[0], after[0]), between(before[1], after[1]), between(before[2], after[2])];
}

/** The photo at rest on a canvas of the clip's shape, continued to its edges. */
function laid(photo: Still, aim: ClipPlace['aim'], dish: Dish | undefined, width: number, height: number): HTMLCanvasElement {
  const size = sizeOf(photo);
  const circle = dish ?? { x: 0.5, y: 0.5, radius: (USUAL_RADIUS * Math.min(size.width, size.height)) / size.width };
  const context = blank(width, height);
  context.imageSmoothingQuality = 'high';
  const scale = (aim.diameter * width) / (2 * circle.radius * size.width);
  const [wide, high] = [size.width * scale, size.height * scale];
  const [left, top] = [aim.x * width - circle.x * wide, aim.y * height - circle.y * high];
  context.drawImage(photo, left, top, wide, high);
  const strip = Math.max(2, STRIP * Math.min(wide, high));
  const reach = DARK_AT * Math.sqrt(width * height);
  // Sideways first, then the whole breadth up and down: corners follow from both.
  mirrored(context, 'across', { start: left, end: left + wide, length: width, from: top, breadth: high }, strip);
  mirrored(context, 'down', { start: top, end: top + high, length: height, from: 0, breadth: width }, strip);
  if (left > 0) darkened(context, [left, 0, left - reach, 0]);
  if (left + wide < width) darkened(context, [left + wide, 0, left + wide + reach, 0]);
  if (top > 0) darkened(context, [0, top, 0, top - reach]);
  if (top + high < height) darkened(context, [0, top + high, 0, top + high + reach]);
  return context.canvas;
}

/** What of an axis is covered, how long the axis is, and where its other side begins and how broad it is. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly length: number;
  readonly from: number;
  readonly breadth: number;
}

/** Fills a canvas along one axis before `start` and after `end`, out of what lies just within. */
function mirrored(context: Context, axis: 'across' | 'down', span: Span, strip: number): void {
  const { start, end, length, from, breadth } = span;
  const across = axis === 'across';
  for (const [edge, gap, isBefore] of [
    [start, start, true],
    [end, length - end, false],
  ] as const) {
    if (gap <= 0) continue;
    // The photo's last row is half transparent: it is left out, and what is mirrored begins a little further in.
    const source = isBefore ? edge + 1 : edge - strip - 1;
    const target = isBefore ? -1.5 : -gap;
    context.save();
    context.translate(across ? edge : 0, across ? 0 : edge);
    context.scale(across ? -1 : 1, across ? 1 : -1);
    if (across) context.drawImage(context.canvas, source, from, strip, breadth, target, from, gap + 1.5, breadth);
    else context.drawImage(context.canvas, from, source, breadth, strip, from, target, breadth, gap + 1.5);
    context.restore();
  }
}

function darkened(context: Context, line: readonly [number, number, number, number]): void {
  const fall = context.createLinearGradient(...line);
  fall.addColorStop(0, 'rgb(0 0 0 / 0)');
  fall.addColorStop(1, `rgb(0 0 0 / ${DARKNESS})`);
  context.fillStyle = fall;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}
