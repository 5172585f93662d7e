// One frame on its way to the canvas: parts from back to front, joined on layers where they must be.

import type { Box, Stroke } from './list';
import { at, type Content, isSeen, type Part, type Sides, touches } from './parts';
import { blank, type Context, coversAll, lumaToAlpha, overlay, scaleOf, sizeOf, widened } from './pixels';
import type { Pictures, Player } from './player';

// A CSS blur is not seen further than this many of its deviations.
const BLUR_REACH = 3;

/** What belongs to a canvas: layers by their depth, and the runs of whoever draws on it, as they were drawn last. */
export interface Easel {
  readonly player: Player;
  readonly layers: Context[];
  readonly runs: Map<Part, Run>;
}

/** A run of parts at an epoch and a place: drawn once it is wanted a second time, on what was spare until then. */
interface Run {
  readonly epoch: number;
  readonly place: DOMMatrix;
  readonly drawn: Context | null;
  readonly spare: Context | null;
}

export class Drawing {
  readonly #player: Player;
  readonly #frame: number;
  readonly #pictures: Pictures;
  readonly #easel: Easel;

  /** `easel` is the canvas' own, and is added to. */
  constructor(player: Player, frame: number, pictures: Pictures, easel: Easel) {
    this.#player = player;
    this.#frame = frame;
    this.#pictures = pictures;
    this.#easel = easel;
  }

  parts(context: Context, parts: readonly Part[], alpha: number, depth: number): void {
    for (const part of parts) {
      if (!isSeen(part, this.#frame)) continue;
      // What fades or blends as it is laid down is not the same again.
      const isPlain = alpha >= 1 && context.globalCompositeOperation === 'source-over';
      if (part.epochs && isPlain) this.#run(context, part, part.epochs[this.#frame] ?? 0, depth);
      else this.#part(context, part, alpha, depth);
    }
  }

  /** A run as it was drawn before, if it has not changed since; else it is drawn, and kept the next time. */
  #run(context: Context, part: Part, epoch: number, depth: number): void {
    const { runs } = this.#easel;
    const place = context.getTransform();
    const before = runs.get(part);
    const spare = before?.drawn ?? before?.spare ?? null;
    if (before?.epoch !== epoch || !isSame(before.place, place)) {
      runs.set(part, { epoch, place, drawn: null, spare });
      this.#part(context, part, 1, depth);
      return;
    }
    let { drawn } = before;
    if (!drawn) {
      drawn = like(context, spare);
      this.#part(drawn, part, 1, depth);
      runs.set(part, { epoch, place, drawn, spare: null });
    }
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 1;
    context.drawImage(drawn.canvas, 0, 0);
    context.restore();
  }

  #part(context: Context, part: Part, alpha: number, depth: number): void {
    const frame = this.#frame;
    context.save();
    if (part.place) {
      const [a, b, c, d, e, f] = part.place;
      context.transform(at(a, frame), at(b, frame), at(c, frame), at(d, frame), at(e, frame), at(f, frame));
    }
    if (part.clip !== null) context.clip(this.#player.outlines[at(part.clip, frame)] as Path2D);
    const opacity = alpha * at(part.opacity, frame);
    if (this.#isAlone(part, opacity)) {
      this.#joined(context, part, opacity, depth);
    } else {
      if (part.blend) context.globalCompositeOperation = part.blend;
      this.#content(context, part.content, opacity, depth);
    }
    context.restore();
  }

  /** True if what a part draws must be joined before it meets what is below. */
  #isAlone(part: Part, opacity: number): boolean {
    if (part.mask || part.effects.length) return true;
    if (opacity >= 1 && !part.blend && !part.alone) return false;
    return touches(part, this.#frame, this.#player.list.shapes) > 1;
  }

  #joined(context: Context, part: Part, opacity: number, depth: number): void {
    const layer = this.#layer(context, depth);
    this.#content(layer, part.content, 1, depth + 1);
    if (part.mask) this.#mask(layer, context, part.mask, depth + 1);
    const filters: string[] = [];
    for (const effect of part.effects) {
      if (effect.startsWith('#')) overlay(layer, effect);
      else filters.push(effect);
    }
    const scale = scaleOf(context);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = opacity;
    if (part.blend) context.globalCompositeOperation = part.blend;
    // Where the browser cannot filter, the picture is shown as it is.
    if (!filters.length || !('filter' in context)) {
      context.drawImage(layer.canvas, 0, 0);
      return;
    }
    context.filter = filters.join(' ').replace(/(-?[\d.]+)px/g, (_, pixels: string) => `${Number(pixels) * scale}px`);
    const blur = Math.max(0, ...filters.map((filter) => Number(/^blur\(([\d.]+)/.exec(filter)?.[1] ?? 0)));
    const margin = Math.ceil(BLUR_REACH * blur * scale);
    if (margin && coversAll(layer)) context.drawImage(widened(layer.canvas, margin), -margin, -margin);
    else context.drawImage(layer.canvas, 0, 0);
  }

  #mask(layer: Context, context: Context, mask: NonNullable<Part['mask']>, depth: number): void {
    const shape = this.#layer(context, depth);
    this.parts(shape, mask.parts, 1, depth + 1);
    if (mask.by === 'luma') lumaToAlpha(shape);
    layer.setTransform(1, 0, 0, 1, 0, 0);
    layer.globalAlpha = 1;
    layer.globalCompositeOperation = mask.inverted ? 'destination-out' : 'destination-in';
    layer.drawImage(shape.canvas, 0, 0);
  }

  #content(context: Context, content: Content, alpha: number, depth: number): void {
    if (content.kind === 'parts') {
      this.parts(context, content.parts, alpha, depth);
      return;
    }
    context.globalAlpha = alpha;
    if (content.kind === 'picture') this.#picture(context, content);
    else this.#shape(context, at(content.shape, this.#frame));
  }

  #shape(context: Context, number: number): void {
    const shape = this.#player.shapes[number];
    if (!shape) return;
    if ('sprite' in shape) {
      context.drawImage(shape.sprite, ...shape.box);
      return;
    }
    const { path, pens, isLetters } = shape;
    if (isLetters && pens.stroke) this.#stroke(context, path, pens.stroke);
    if (pens.fill !== undefined) {
      context.fillStyle = this.#player.paint(context, pens.fill);
      context.fill(path);
    }
    if (!isLetters && pens.stroke) this.#stroke(context, path, pens.stroke);
  }

  #stroke(context: Context, path: Path2D, stroke: Stroke): void {
    context.strokeStyle = this.#player.paint(context, stroke.paint);
    context.lineWidth = stroke.width;
    context.lineCap = stroke.cap;
    context.lineJoin = stroke.join;
    context.miterLimit = 4;
    context.stroke(path);
  }

  #picture(context: Context, content: Extract<Content, { kind: 'picture' }>): void {
    const picture = this.#pictures[content.name];
    if (!picture) return;
    const box = this.#box(content.box);
    const window = this.#box(content.window);
    if (typeof picture === 'function') {
      context.beginPath();
      context.rect(...window);
      context.clip();
      picture(context, box, at(content.time, this.#frame));
      return;
    }
    const left = Math.max(box[0], window[0]);
    const top = Math.max(box[1], window[1]);
    const width = Math.min(box[0] + box[2], window[0] + window[2]) - left;
    const height = Math.min(box[1] + box[3], window[1] + window[3]) - top;
    if (width <= 0 || height <= 0) return;
    const size = sizeOf(picture);
    const wide = size.width / box[2];
    const high = size.height / box[3];
    const seen = [(left - box[0]) * wide, (top - box[1]) * high, width * wide, height * high] as const;
    context.drawImage(picture, ...seen, left, top, width, height);
  }

  #box([left, top, width, height]: Sides): Box {
    const frame = this.#frame;
    return [at(left, frame), at(top, frame), at(width, frame), at(height, frame)];
  }

  #layer(context: Context, depth: number): Context {
    return (this.#easel.layers[depth] = like(context, this.#easel.layers[depth] ?? null));
  }
}

/** An empty canvas as large as the context's, in the context's coordinates and without its clip; `layer` if it fits. */
function like(context: Context, layer: Context | null): Context {
  const { width, height } = context.canvas;
  const found = layer?.canvas.width === width && layer.canvas.height === height ? layer : blank(width, height);
  found.setTransform(1, 0, 0, 1, 0, 0);
  found.globalAlpha = 1;
  found.globalCompositeOperation = 'source-over';
  found.imageSmoothingQuality = 'high';
  found.clearRect(0, 0, width, height);
  found.setTransform(context.getTransform());
  return found;
}

function isSame(one: DOMMatrix, other: DOMMatrix): boolean {
  const { a, b, c, d, e, f } = one;
  return a === other.a && b === other.b && c === other.c && d === other.d && e === other.e && f === other.f;
}
