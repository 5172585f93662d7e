import { describe, expect, it } from 'vitest';

import { concerns, daysBetween, type Seen } from './attention';

const calm: Seen = {
  isSound: true,
  review: { items: [] },
  stuck: [],
  engines: { items: [{ id: 'a:b', title: 'A', sunset: null }], budgetWonPerDay: 1000, spentWonToday: 899 },
  today: '2026-05-01',
};
const kinds = (seen: Partial<Seen>): string[] => concerns({ ...calm, ...seen }).map((each) => each.kind);

describe('what to look after', () => {
  it('is nothing on a calm day', () => expect(kinds({})).toEqual([]));

  it('begins with the books', () => {
    expect(kinds({ isSound: false, review: { items: [1] }, stuck: [1, 2] })).toEqual(['books', 'review', 'stuck']);
  });

  it('counts as far as it was told', () => {
    expect(concerns({ ...calm, review: { items: [1, 2], next: 'x' } })).toEqual([{ kind: 'review', count: '2+' }]);
  });

  it('is the budget, before it is gone and then', () => {
    const engines = { ...calm.engines, items: [] };
    expect(kinds({ engines: { ...engines, spentWonToday: 900 } })).toEqual(['budget']);
    expect(kinds({ engines: { ...engines, spentWonToday: 1000 } })).toEqual(['budgetGone']);
    expect(kinds({ engines: { ...engines, budgetWonPerDay: null, spentWonToday: 9000 } })).toEqual([]);
  });

  it('is an engine that ends within two months, or has ended', () => {
    const ends = (sunset: string) => kinds({ engines: { ...calm.engines, items: [{ id: 'a:b', title: 'A', sunset }] } });
    expect(ends('2026-06-30')).toEqual(['sunset']);
    expect(ends('2026-05-01')).toEqual(['sunset']);
    expect(ends('2026-04-30')).toEqual(['ended']);
    expect(ends('2026-07-01')).toEqual([]);
  });

  it('counts days across months', () => expect(daysBetween('2026-02-27', '2026-03-01')).toBe(2));
});
