import { expect, it } from 'vitest';

import { stacked } from './stack';

it('puts layers upon each other, the highest first', () => {
  expect(stacked([[1, 2, null], [10, 20, 30], [100, 0, 0]])).toEqual([
    [111, 22, 30],
    [110, 20, 30],
    [100, 0, 0],
  ]);
  expect(stacked([])).toEqual([]);
});
