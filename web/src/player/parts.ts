// A list's nodes made ready: tracks summed up, units turned into what a canvas takes, what is left out filled in.

import type { Node, Shape, Track } from './list';

const PLACE_UNITS = 65536;
const PIXEL_UNITS = 64;
const OPACITY_UNITS = 1000;
const TIME_UNITS = 1000;

/** A number that stays, or one value a frame: the first up to and with frame `from`, the last from its own frame on. */
export type Values = number | { readonly from: number; readonly values: Float64Array };

export type Place = readonly [Values, Values, Values, Values, Values, Values];
export type Sides = readonly [Values, Values, Values, Values];

/** What is drawn: a shape by its number, a picture by its name, or parts from back to front. */
export type Content =
  | { readonly kind: 'shape'; readonly shape: Values }
  | { readonly kind: 'picture'; readonly name: string; readonly box: Sides; readonly window: Sides; readonly time: Values }
  | { readonly kind: 'parts'; readonly parts: readonly Part[] };

export interface Part {
  readonly first: number;
  readonly end: number;
  readonly place: Place | null;
  readonly opacity: Values;
  readonly blend: GlobalCompositeOperation | null;
  readonly alone: boolean;
  readonly clip: Values | null;
  readonly mask: { readonly by: 'alpha' | 'luma'; readonly inverted: boolean; readonly parts: readonly Part[] } | null;
  readonly effects: readonly string[];
  readonly content: Content;
  /** Of a run of parts that is kept once drawn: how often it had changed by each frame. */
  readonly epochs: Uint32Array | null;
}

/** The node with its tracks summed up, in pixels, shares and seconds. */
export function unfolded(node: Node): Part {
  return {
    first: node.frames?.[0] ?? 0,
    end: node.frames?.[1] ?? Infinity,
    place: node.place ? placed(node.place) : null,
    opacity: summed(node.opacity ?? OPACITY_UNITS, OPACITY_UNITS),
    blend: node.blend ?? null,
    alone: node.alone ?? false,
    clip: node.clip === undefined ? null : summed(node.clip, 1),
    mask: node.mask
      ? { by: node.mask.by, inverted: node.mask.inverted, parts: node.mask.nodes.map(unfolded) }
      : null,
    effects: node.effects ?? [],
    content: contentOf(node),
    epochs: null,
  };
}

/** The number at a frame. */
export function at(values: Values, frame: number): number {
  if (typeof values === 'number') return values;
  const { from, values: numbers } = values;
  return numbers[Math.max(0, Math.min(numbers.length - 1, frame - from))] as number;
}

export function isSeen(part: Part, frame: number): boolean {
  return frame >= part.first && frame < part.end;
}

/** How often a part touches the canvas at a frame. */
export function touches(part: Part, frame: number, shapes: readonly Shape[]): number {
  const { content } = part;
  switch (content.kind) {
    case 'picture':
      return 1;
    case 'shape': {
      const shape = shapes[at(content.shape, frame)] as Shape;
      return 'sprite' in shape ? 1 : Number(shape.fill !== undefined) + Number(shape.stroke !== undefined);
    }
    case 'parts': {
      let count = 0;
      for (const child of content.parts) {
        // A child with a blend or a layer of its own meets the others, not what is below them.
        const joined = child.blend !== null || child.mask !== null || child.effects.length > 0;
        if (isSeen(child, frame)) count += joined ? 2 : touches(child, frame, shapes);
      }
      return count;
    }
  }
}

function contentOf(node: Node): Content {
  if (node.nodes) return { kind: 'parts', parts: node.nodes.map(unfolded) };
  if (node.picture !== undefined && node.box && node.window) {
    const [box, window] = [sides(node.box), sides(node.window)];
    return { kind: 'picture', name: node.picture, box, window, time: summed(node.time ?? 0, TIME_UNITS) };
  }
  if (node.shape !== undefined) return { kind: 'shape', shape: summed(node.shape, 1) };
  throw new Error('a node of a display list draws nothing');
}

/** Six numbers of a transform; two are a shift alone. */
function placed(tracks: readonly Track[]): Place {
  const [e = 0, f = 0] = tracks.slice(-2);
  const [a = PLACE_UNITS, b = 0, c = 0, d = PLACE_UNITS] = tracks.slice(0, -2);
  const factor = (track: Track): Values => summed(track, PLACE_UNITS);
  return [factor(a), factor(b), factor(c), factor(d), summed(e, PIXEL_UNITS), summed(f, PIXEL_UNITS)];
}

function sides([left, top, width, height]: readonly [Track, Track, Track, Track]): Sides {
  const pixels = (track: Track): Values => summed(track, PIXEL_UNITS);
  return [pixels(left), pixels(top), pixels(width), pixels(height)];
}

/** A track in whole numbers of `units` a one, as its values: [frame, value, step, …] summed up. */
function summed(track: Track, units: number): Values {
  if (typeof track === 'number') return track / units;
  const values = new Float64Array(track.length - 1);
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    sum += track[index + 1] ?? 0;
    values[index] = sum / units;
  }
  return { from: track[0] ?? 0, values };
}
