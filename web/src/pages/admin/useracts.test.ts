import { expect, it } from 'vitest';

import { actsOf, amountOf } from './useracts';

it('offers what changes something', () => {
  const deeds = (role: 'owner' | 'admin', blockedAt: string | null) => actsOf({ role, blockedAt }).map((each) => each.deed);
  expect(deeds('owner', null)).toEqual(['grant', 'promote', 'block']);
  expect(deeds('admin', '2026-05-01T00:00:00Z')).toEqual(['grant', 'demote', 'unblock']);
});

it.each([
  ['10', 10],
  [' 1,000 ', 1000],
  ['1000000', 1_000_000],
  ['1000001', null],
  ['0', null],
  ['-3', null],
  ['1.5', null],
  ['', null],
] as const)('reads %j as %j credits', (typed, amount) => expect(amountOf(typed)).toBe(amount));
