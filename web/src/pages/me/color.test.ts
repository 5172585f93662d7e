import { expect, it } from 'vitest';

import { inkOn } from './color';

it.each([
  ['#ffffff', '#000000'],
  ['#fee500', '#000000'],
  ['#000000', '#ffffff'],
  ['#17543a', '#ffffff'],
  ['#c92f0c', '#ffffff'],
])('writes on %s in %s', (color, ink) => {
  expect(inkOn(color)).toBe(ink);
});
