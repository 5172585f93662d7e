import { describe, expect, it } from 'vitest';

import { deedsOf, moneyOf, spans, timings, type Entry } from './deeds';

const book = (...lines: [Entry['kind'], number][]) => lines.map(([kind, amount]) => ({ kind, amount }));

describe("a job's credits", () => {
  it.each([
    [book(), 'free'],
    [book(['hold', 0], ['capture', 0]), 'free'],
    [book(['hold', -1]), 'held'],
    [book(['hold', -1], ['capture', 0]), 'earned'],
    [book(['hold', -1], ['release', 1]), 'returned'],
    [book(['hold', -1], ['capture', 0], ['grant', 1]), 'refunded'],
    [book(['hold', -1], ['release', 1], ['hold', -1]), 'held'],
  ] as const)('%j are %s', (entries, money) => expect(moneyOf(entries)).toBe(money));
});

describe('what can be done about a job', () => {
  it('is to stop it, once, while it is not over', () => {
    expect(deedsOf({ state: 'queued', cancelAskedAt: null }, 'held')).toEqual(['cancel']);
    expect(deedsOf({ state: 'running', cancelAskedAt: '2026-05-01T00:00:00Z' }, 'held')).toEqual([]);
  });

  it('is to give back what it took, once', () => {
    expect(deedsOf({ state: 'succeeded', cancelAskedAt: null }, 'earned')).toEqual(['refund']);
    expect(deedsOf({ state: 'succeeded', cancelAskedAt: null }, 'refunded')).toEqual([]);
    expect(deedsOf({ state: 'succeeded', cancelAskedAt: null }, 'free')).toEqual([]);
  });

  it('is to try it again, or to settle what it still holds', () => {
    expect(deedsOf({ state: 'failed', cancelAskedAt: null }, 'returned')).toEqual(['retry']);
    expect(deedsOf({ state: 'failed', cancelAskedAt: null }, 'held')).toEqual(['refund', 'retry']);
    expect(deedsOf({ state: 'canceled', cancelAskedAt: null }, 'returned')).toEqual(['retry']);
  });
});

describe('how long it took', () => {
  it('is known when it is over', () => {
    const [createdAt, startedAt, finishedAt] = [0, 5, 65].map((at) => new Date(at * 1000).toISOString());
    expect(spans({ createdAt: createdAt!, startedAt: startedAt!, finishedAt: finishedAt! })).toEqual({ waited: 5, worked: 60 });
    expect(spans({ createdAt: createdAt!, startedAt: null, finishedAt: null })).toEqual({ waited: null, worked: null });
  });

  it('is told by stage', () => {
    expect(timings({ timings: { photo: 0.5, render: 3 }, videoId: 'x' })).toEqual([
      ['photo', 0.5],
      ['render', 3],
    ]);
    expect(timings(null)).toEqual([]);
    expect(timings({ timings: null })).toEqual([]);
  });
});
