// What a photo looks like from afar: enough for the service to choose the colours of letters, and nothing of the dish.

import type { OrderPreview } from '../api/types';

export type PhotoColors = NonNullable<OrderPreview['photo']>;

const COLUMNS = 12;
const ROWS = 16;
// Pixels of a tile on a side that are averaged: more would change nothing in a mean.
const TILE = 16;

/** The photo's size and the mean colours of 12 x 16 tiles, sRGB. */
export function photoColors(photo: ImageBitmap): PhotoColors {
  const canvas = document.createElement('canvas');
  canvas.width = COLUMNS * TILE;
  canvas.height = ROWS * TILE;
  const context = canvas.getContext('2d', { colorSpace: 'srgb', willReadFrequently: true });
  if (!context) throw new Error('there is no 2D canvas');
  context.imageSmoothingQuality = 'high';
  context.drawImage(photo, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { width: photo.width, height: photo.height, colors: meanColors(data, COLUMNS, ROWS, TILE) };
}

/** Rows of `#rrggbb`, the means of tiles of `side` x `side` pixels, out of RGBA bytes. */
export function meanColors(data: ArrayLike<number>, columns: number, rows: number, side: number): string[][] {
  const width = columns * side;
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      const sums = [0, 0, 0];
      for (let y = row * side; y < (row + 1) * side; y++) {
        for (let x = column * side; x < (column + 1) * side; x++) {
          const place = 4 * (y * width + x);
          for (let channel = 0; channel < 3; channel++) {
            sums[channel] = (sums[channel] as number) + (data[place + channel] as number);
          }
        }
      }
      return `#${sums.map((sum) => hex(Math.round(sum / (side * side)))).join('')}`;
    }),
  );
}

function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}
