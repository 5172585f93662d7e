// A photo as the photo coach sees it: greys, reduced by the mean of areas as the service reduces them.

/** Greys 0 to 255, row by row. */
export interface Luma {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The longer side that is measured, at most. */
export const LONGEST_PX = 768;

/** RGBA bytes of the rows from `top` to before `bottom`. */
export type Rows = (top: number, bottom: number) => ArrayLike<number>;

// So many rows are held at once: a phone's canvas of a whole photo would take 50 MB.
const BAND_ROWS = 256;

/** Greys of a photo of `width` x `height` whose rows are asked for in bands, from the top; awaits `rest` between them. */
export async function reduced(
  width: number,
  height: number,
  rows: Rows,
  rest: () => Promise<void> = () => Promise.resolve(),
): Promise<Luma> {
  const scale = Math.min(1, LONGEST_PX / Math.max(width, height));
  const small = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const [across, down] = [split(width, small.width), split(height, small.height)];
  const sums = new Float32Array(small.width * (small.height + 1));
  for (let top = 0; top < height; top += BAND_ROWS) {
    const bottom = Math.min(height, top + BAND_ROWS);
    const data = rows(top, bottom);
    for (let y = top; y < bottom; y++) {
      const line = narrowed(data, 4 * (y - top) * width, across, small.width);
      const start = (down.to[y] as number) * small.width;
      const [here, next] = [down.here[y] as number, down.next[y] as number];
      for (let x = 0; x < small.width; x++) {
        const grey = line[x] as number;
        sums[start + x] = (sums[start + x] as number) + here * grey;
        sums[start + small.width + x] = (sums[start + small.width + x] as number) + next * grey;
      }
    }
    await rest();
  }
  return { ...small, data: Uint8Array.from(sums.subarray(0, small.width * small.height), Math.round) };
}

/** For each pixel of a line: the reduced pixel it falls to, how much of that it makes, and how much of the one after. */
interface Split {
  readonly to: Int32Array;
  readonly here: Float32Array;
  readonly next: Float32Array;
}

function split(from: number, to: number): Split {
  const size = from / to;
  const found = { to: new Int32Array(from), here: new Float32Array(from), next: new Float32Array(from) };
  for (let index = 0; index < from; index++) {
    const first = Math.min(to - 1, Math.floor(index / size));
    const beyond = Math.min(1, Math.max(0, index + 1 - (first + 1) * size));
    found.to[index] = first;
    found.here[index] = (1 - beyond) / size;
    found.next[index] = beyond / size;
  }
  return found;
}

/** A line of RGBA bytes as greys (ITU-R BT.601, as OpenCV counts them), reduced to `width`. */
function narrowed(data: ArrayLike<number>, start: number, { to, here, next }: Split, width: number): Float32Array {
  const line = new Float32Array(width + 1);
  for (let x = 0, at = start; x < to.length; x++, at += 4) {
    const grey = 0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number);
    const place = to[x] as number;
    line[place] = (line[place] as number) + (here[x] as number) * grey;
    line[place + 1] = (line[place + 1] as number) + (next[x] as number) * grey;
  }
  return line;
}
