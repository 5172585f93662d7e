// What an administrator should look after now, the most pressing first.

import type { components } from '../../api/schema';

type Schemas = components['schemas'];

export type Concern =
  | { readonly kind: 'books' }
  | { readonly kind: 'review' | 'stuck'; readonly count: string }
  | { readonly kind: 'budget' | 'budgetGone'; readonly spent: number; readonly budget: number }
  | { readonly kind: 'sunset' | 'ended'; readonly engine: string; readonly days: number; readonly sunset: string };

export interface Seen {
  readonly isSound: boolean;
  readonly review: { readonly items: readonly unknown[]; readonly next?: string | null };
  readonly stuck: readonly unknown[];
  readonly engines: Pick<Schemas['EngineList'], 'budgetWonPerDay' | 'spentWonToday'> & {
    readonly items: readonly Pick<Schemas['EngineResource'], 'id' | 'title' | 'sunset'>[];
  };
  /** The day in Seoul, "2026-05-01". */
  readonly today: string;
}

/** Long enough to choose another engine, and to try it. */
export const SUNSET_DAYS = 60;
const BUDGET_LOW = 0.9;

export function concerns(seen: Seen): readonly Concern[] {
  const found: Concern[] = [];
  if (!seen.isSound) found.push({ kind: 'books' });
  const { items, next } = seen.review;
  if (items.length) found.push({ kind: 'review', count: next ? `${items.length}+` : `${items.length}` });
  if (seen.stuck.length) found.push({ kind: 'stuck', count: `${seen.stuck.length}` });
  const { budgetWonPerDay: budget, spentWonToday: spent } = seen.engines;
  if (budget != null && spent >= budget * BUDGET_LOW) found.push({ kind: spent >= budget ? 'budgetGone' : 'budget', spent, budget });
  for (const engine of seen.engines.items) {
    const days = engine.sunset ? daysBetween(seen.today, engine.sunset) : Infinity;
    if (engine.sunset && days <= SUNSET_DAYS) {
      found.push({ kind: days < 0 ? 'ended' : 'sunset', engine: engine.title, days, sunset: engine.sunset });
    }
  }
  return found;
}

/** Whole days from one day to another. */
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
