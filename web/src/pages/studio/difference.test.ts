import { describe, expect, it } from 'vitest';

import { differenceOf, sideOf } from './difference';

const text = (runs: readonly { text: string }[]): string => runs.map((run) => run.text).join(' ');

describe('a difference', () => {
  it('is told in words', () => {
    expect(differenceOf('a warm lamp on stew', 'a cold lamp on the stew')).toEqual([
      { kind: 'same', text: 'a' },
      { kind: 'gone', text: 'warm' },
      { kind: 'come', text: 'cold' },
      { kind: 'same', text: 'lamp on' },
      { kind: 'come', text: 'the' },
      { kind: 'same', text: 'stew' },
    ]);
  });

  it('is none between equal texts, however they are spaced', () => {
    expect(differenceOf('김이 나는  찌개', '김이 나는\n찌개')).toEqual([{ kind: 'same', text: '김이 나는 찌개' }]);
    expect(differenceOf('', ' ')).toEqual([]);
  });

  it('is everything between texts that share nothing', () => {
    expect(differenceOf('a b', 'c')).toEqual([
      { kind: 'gone', text: 'a b' },
      { kind: 'come', text: 'c' },
    ]);
    expect(differenceOf('', 'c')).toEqual([{ kind: 'come', text: 'c' }]);
  });

  it('has both texts in it', () => {
    const words = ['a', 'b', 'c'];
    const texts = Array.from({ length: 40 }, (_, seed) => Array.from({ length: seed % 7 }, (_, at) => words[(seed * 7 + at * at * 5) % 3]).join(' '));
    for (const first of texts) {
      for (const second of texts) {
        const runs = differenceOf(first, second);
        expect(text(sideOf(runs, 'gone'))).toBe(first);
        expect(text(sideOf(runs, 'come'))).toBe(second);
      }
    }
  });
});
