import { expect, it } from 'vitest';

import { adviceOn } from './advice';
import { reduced, type Rows } from './luma';
import { measured } from './measure';
import cases from './twin.json';

type Case = (typeof cases)[number];

/** Rows of slanting waves; tests/inspection/test_photo_on_the_phone.py draws the same. */
function drawn({ width, low, high, period }: Case): Rows {
  const wave = (along: number): number => low + Math.floor(((high - low) * Math.abs((along % (2 * period)) - period)) / period);
  return (top, bottom) => {
    const data = new Uint8Array(4 * width * (bottom - top));
    for (let y = top, place = 0; y < bottom; y++) {
      for (let x = 0; x < width; x++, place += 4) data.set([wave(3 * x + 5 * y), wave(5 * x + 2 * y), wave(x + 7 * y), 255], place);
    }
    return data;
  };
}

it.each(cases)('$name: the phone measures and says what the service does', async (each) => {
  const found = measured(each.width, each.height, await reduced(each.width, each.height, drawn(each)));
  const [mean = 0, low = 0, high = 0, sharpness = 0] = each.measured;
  expect(Math.abs(found.mean - mean)).toBeLessThan(0.2);
  expect(Math.abs(found.low - low)).toBeLessThan(1.1);
  expect(Math.abs(found.high - high)).toBeLessThan(1.1);
  // The service rounds colours before it takes greys: noise of half a grey, which shows where there are no edges.
  expect(Math.abs(found.sharpness - sharpness)).toBeLessThan(Math.max(0.03, 0.04 * sharpness));
  const advice = adviceOn(found);
  expect(advice.map(({ code }) => code)).toEqual(each.codes);
  expect(advice.some(({ isRefused }) => isRefused)).toBe(each.refused);
});
