import { expect, it } from 'vitest';

import { Kept } from './kept';

it('keeps what was used last, and lets go of what was not', () => {
  const kept = new Kept<number>(2);
  kept.set('a', 1);
  kept.set('b', 2);
  expect(kept.get('a')).toBe(1);
  kept.set('c', 3);
  expect(['a', 'b', 'c'].map((key) => kept.get(key))).toEqual([1, undefined, 3]);
});

it('holds a key once', () => {
  const kept = new Kept<number>(2);
  for (const value of [1, 2, 3]) kept.set('a', value);
  kept.set('b', 4);
  expect([kept.get('a'), kept.get('b')]).toEqual([3, 4]);
});
