// Plays a display list (version 1) on a 2D canvas.
//
//   const player = await openPlayer(list);
//   player.draw(context, frame, { clip: photo });
//
// A picture is anything that drawImage takes, or a function that fills a box itself, such as the one that `livingPhoto`
// makes. A picture that is not there is left out.

import { Drawing, type Easel } from './drawing';
import type { Box, DisplayList, Paint, Pens, Shape } from './list';
import { type Part, unfolded } from './parts';
import type { Context, Still } from './pixels';
import { inRuns } from './runs';

/** Fills a box [left, top, width, height] with what there is at a time of its own, in seconds. */
export type Living = (context: Context, box: Box, seconds: number) => void;

export type Pictures = Readonly<Record<string, Still | Living | undefined>>;

/** A shape ready to draw. The pen goes below a letter's fill, and above that of any other shape. */
export type Ready =
  | { readonly sprite: Still; readonly box: Box }
  | { readonly path: Path2D; readonly pens: Pens; readonly isLetters: boolean };

export async function openPlayer(list: DisplayList): Promise<Player> {
  if (list.version !== 1) throw new Error(`display list of version ${String(list.version)}`);
  return new Player(list, await Promise.all(list.sprites.map(loadImage)));
}

async function loadImage(address: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

// They go with their canvas, not with a player: players are kept for long, and there are many.
const easels = new WeakMap<HTMLCanvasElement, Easel>();

export class Player {
  readonly list: DisplayList;
  readonly outlines: readonly Path2D[];
  readonly shapes: readonly Ready[];
  readonly #parts: readonly Part[];

  constructor(list: DisplayList, sprites: readonly Still[]) {
    this.list = list;
    this.outlines = list.outlines.map((data) => new Path2D(data));
    const glyphs = list.glyphs.map((data) => new Path2D(data));
    this.shapes = list.shapes.map((shape) => ready(shape, this.outlines, glyphs, sprites));
    this.#parts = inRuns(list.nodes.map(unfolded), list);
  }

  /** Draws a frame over all of the context's canvas, whatever its size. */
  draw(context: Context, frame: number, pictures: Pictures = {}): void {
    const { canvas } = context;
    const index = Math.max(0, Math.min(this.list.frameCount - 1, Math.floor(frame)));
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 1;
    context.globalCompositeOperation = 'source-over';
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = this.list.background;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = 'high';
    context.scale(canvas.width / this.list.width, canvas.height / this.list.height);
    let easel = easels.get(canvas);
    if (easel?.player !== this) easels.set(canvas, (easel = { player: this, layers: easel?.layers ?? [], runs: new Map() }));
    new Drawing(this, index, pictures, easel).parts(context, this.#parts, 1, 0);
  }

  /** The paint of a number, as a context takes it. */
  paint(context: Context, number: number): string | CanvasGradient {
    const paint = this.list.paints[number] as Paint;
    if (typeof paint === 'string') return paint;
    const gradient = 'linear' in paint ? context.createLinearGradient(...paint.linear) : radial(context, paint.radial);
    for (const [offset, color] of paint.stops) gradient.addColorStop(offset, color);
    return gradient;
  }
}

function radial(context: Context, [x, y, radius]: readonly [number, number, number]): CanvasGradient {
  return context.createRadialGradient(x, y, 0, x, y, radius);
}

function ready(
  shape: Shape,
  outlines: readonly Path2D[],
  glyphs: readonly Path2D[],
  sprites: readonly Still[],
): Ready {
  if ('sprite' in shape) return { sprite: sprites[shape.sprite] as Still, box: shape.box };
  if ('outline' in shape) return { path: outlines[shape.outline] as Path2D, pens: shape, isLetters: false };
  const path = new Path2D();
  for (let i = 0; i < shape.glyphs.length; i += 3) {
    const [glyph = 0, x = 0, y = 0] = shape.glyphs.slice(i, i + 3);
    path.addPath(glyphs[glyph] as Path2D, new DOMMatrix([shape.scale, 0, 0, shape.scale, x, y]));
  }
  return { path, pens: shape, isLetters: true };
}
