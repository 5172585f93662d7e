import { expect, it } from 'vitest';

import { meanColors } from './colors';

/** RGBA bytes of pixels. */
const bytes = (...pixels: number[][]): number[] => pixels.flatMap((pixel) => [...pixel, 255]);

it('takes the mean of each tile, row by row', () => {
  const [black, white, red] = [[0, 0, 0], [255, 255, 255], [255, 0, 0]] as const;
  const rows = [black, white, red, red, black, white, red, red, white, white, black, black, white, white, black, [0, 0, 9]];
  expect(meanColors(bytes(...rows.map((pixel) => [...pixel])), 2, 2, 2)).toEqual([
    ['#808080', '#ff0000'],
    ['#ffffff', '#000002'],
  ]);
});
