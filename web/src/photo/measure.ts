// What the photo coach measures, number for number as the service does when the photo arrives.

import type { Luma } from './luma';

export interface Measures {
  readonly width: number;
  readonly height: number;
  /** Mean luma, and its 5th and 95th percentile, 0 to 255. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** How crisp the crispest parts are: 1 to 5 in focus, 0.3 when shaken. */
  readonly sharpness: number;
}

const TILE = 64;
const STEP = 32;
// Keeps the noise of a sensor on a flat wall from counting as detail.
const NOISE = 4;
const STEEPEST = 4 * 255;

/** Measures of a photo of `width` x `height` by its reduced greys. */
export function measured(width: number, height: number, luma: Luma): Measures {
  const counts = new Uint32Array(256);
  let sum = 0;
  for (const grey of luma.data) {
    counts[grey] = (counts[grey] as number) + 1;
    sum += grey;
  }
  return {
    width,
    height,
    mean: sum / luma.data.length,
    low: percentile(counts, luma.data.length, 5),
    high: percentile(counts, luma.data.length, 95),
    sharpness: sharpness(luma),
  };
}

/** 98th percentile of |Laplacian| over the deviation of greys, by tile; then the 90th percentile of the tiles. */
export function sharpness(luma: Luma): number {
  const edges = laplacian(luma);
  const found: number[] = [];
  for (let top = 0; top < Math.max(luma.height - TILE + 1, 1); top += STEP) {
    for (let left = 0; left < Math.max(luma.width - TILE + 1, 1); left += STEP) {
      found.push(crispness(luma, edges, left, top));
    }
  }
  return between(found.sort((one, other) => one - other), 90);
}

function crispness(luma: Luma, edges: Uint16Array, left: number, top: number): number {
  const right = Math.min(luma.width, left + TILE);
  const bottom = Math.min(luma.height, top + TILE);
  const counts = new Uint32Array(STEEPEST + 1);
  let [sum, squares] = [0, 0];
  for (let y = top; y < bottom; y++) {
    for (let at = y * luma.width + left; at < y * luma.width + right; at++) {
      const edge = edges[at] as number;
      const grey = luma.data[at] as number;
      counts[edge] = (counts[edge] as number) + 1;
      sum += grey;
      squares += grey * grey;
    }
  }
  const count = (right - left) * (bottom - top);
  const deviation = Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  return percentile(counts, count, 98) / (deviation + NOISE);
}

/** |Laplacian| by the four neighbours; beyond the edge the picture goes on mirrored, without its last pixel. */
function laplacian({ width, height, data }: Luma): Uint16Array {
  const edges = new Uint16Array(data.length);
  const grey = (x: number, y: number): number => data[y * width + x] as number;
  const inside = (place: number, length: number): number =>
    length === 1 ? 0 : place < 0 ? 1 : place >= length ? length - 2 : place;
  for (let y = 0; y < height; y++) {
    const [above, below] = [inside(y - 1, height), inside(y + 1, height)];
    for (let x = 0; x < width; x++) {
      const sides = grey(inside(x - 1, width), y) + grey(inside(x + 1, width), y);
      edges[y * width + x] = Math.abs(sides + grey(x, above) + grey(x, below) - 4 * grey(x, y));
    }
  }
  return edges;
}

/** The percentile of whole numbers by how often each occurs; between two neighbours in proportion. */
function percentile(counts: Uint32Array, total: number, percent: number): number {
  const place = (percent / 100) * (total - 1);
  const [before, after] = [Math.floor(place), Math.ceil(place)];
  let seen = 0;
  let first: number | null = null;
  for (let value = 0; value < counts.length; value++) {
    seen += counts[value] as number;
    if (first === null && seen > before) first = value;
    if (first !== null && seen > after) return first + (value - first) * (place - before);
  }
  return first ?? 0;
}

function between(sorted: readonly number[], percent: number): number {
  const place = (percent / 100) * (sorted.length - 1);
  const before = sorted[Math.floor(place)] ?? 0;
  const after = sorted[Math.ceil(place)] ?? before;
  return before + (after - before) * (place - Math.floor(place));
}
