// What engines cost, as a chart and a table want it: every day there was, also those on which nothing was spent.

import { day } from '../../format';

export interface Spending {
  /** "2026-05-01" */
  readonly day: string;
  readonly engine: string;
  readonly won: number;
  readonly asks: number;
}

export interface Spent {
  /** The oldest first, today last. */
  readonly days: readonly string[];
  /** One a day for each engine; the dearest engine first. */
  readonly engines: readonly { readonly id: string; readonly won: readonly number[]; readonly total: number }[];
  readonly total: number;
  readonly asks: number;
}

const DAY_MS = 86_400_000;
// Costs are counted by the day in Seoul, which has no summer time.
const SEOUL_MS = 9 * 3_600_000;

/** The day in Seoul of a moment in milliseconds. */
export const dayOf = (at: number): string => new Date(at + SEOUL_MS).toISOString().slice(0, 10);

/** "2026-05-01" as people write it, wherever they read it. */
export const calendarDay = (iso: string): string => day(`${iso}T00:00:00`);

/** The last `count` days up to the one of `now`, filled in. */
export function spent(spendings: readonly Spending[], count: number, now: number): Spent {
  const days = Array.from({ length: count }, (_, index) => dayOf(now - (count - 1 - index) * DAY_MS));
  const place = new Map(days.map((day, index) => [day, index]));
  const engines = new Map<string, number[]>();
  let asks = 0;
  for (const each of spendings) {
    const index = place.get(each.day);
    if (index === undefined) continue;
    const won = engines.get(each.engine) ?? days.map(() => 0);
    won[index] = (won[index] ?? 0) + each.won;
    asks += each.asks;
    engines.set(each.engine, won);
  }
  const listed = [...engines].map(([id, won]) => ({ id, won, total: won.reduce((sum, each) => sum + each, 0) }));
  listed.sort((one, other) => other.total - one.total || one.id.localeCompare(other.id));
  return { days, engines: listed, total: listed.reduce((sum, each) => sum + each.total, 0), asks };
}
