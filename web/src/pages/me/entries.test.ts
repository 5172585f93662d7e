import { describe, expect, it } from 'vitest';

import type { LedgerEntry as Entry } from '../../api/types';
import { byDay, linesOf, signed } from './entries';

let last = 0;

function entry(kind: Entry['kind'], amount: number, jobId: string | null = null, more: Partial<Entry> = {}): Entry {
  last += 1;
  return { id: String(last), kind, amount, jobId, note: '', createdAt: '2026-11-20T03:00:00Z', ...more } as Entry;
}

const fates = (entries: Entry[]): string[] => linesOf(entries).map(({ entry: { kind }, fate }) => `${kind} ${fate}`);

describe('lines', () => {
  it('say what became of a hold, and leave out what moves nothing', () => {
    const book = [
      entry('capture', 0, 'b'),
      entry('hold', -1, 'c'),
      entry('release', 2, 'a'),
      entry('hold', -1, 'b'),
      entry('hold', -2, 'a'),
      entry('grant', 10),
    ];
    expect(fates(book)).toEqual(['hold working', 'release returned', 'hold spent', 'hold failed', 'grant given']);
  });

  it('tell attempts of one job apart', () => {
    const book = [
      entry('grant', 1, 'a'),
      entry('capture', 0, 'a'),
      entry('hold', -1, 'a'),
      entry('release', 1, 'a'),
      entry('hold', -1, 'a'),
    ];
    expect(fates(book)).toEqual(['grant refunded', 'hold spent', 'release returned', 'hold failed']);
  });

  it('tell what was stopped from what failed', () => {
    const book = [entry('release', 1, 'a', { note: 'canceled' }), entry('hold', -1, 'a')];
    expect(fates(book)).toEqual(['release returned', 'hold canceled']);
  });

  it('leave out what was free', () => {
    expect(fates([entry('capture', 0, 'a'), entry('hold', 0, 'a')])).toEqual([]);
  });

  it('add up to the balance', () => {
    const book = [entry('release', 2, 'a'), entry('capture', 0, 'b'), entry('hold', -2, 'a'), entry('hold', -3, 'b'), entry('grant', 10)];
    const sum = linesOf(book).reduce((total, line) => total + line.entry.amount, 0);
    expect(sum).toBe(7);
  });
});

it('groups lines by day, the newest first', () => {
  const book = [entry('grant', 1, null, { createdAt: '2026-11-21T03:00:00Z' }), entry('grant', 2), entry('grant', 3)];
  const days = byDay(linesOf(book), (iso) => iso.slice(0, 10));
  expect(days.map(({ id, lines }) => [id, lines.length])).toEqual([
    ['2026-11-21', 1],
    ['2026-11-20', 2],
  ]);
});

it('writes a sign before every amount', () => {
  expect(signed(10, String)).toBe('+10');
  expect(signed(-1, String)).toBe('−1');
});
