// The account book as an owner reads it: what came, what went, and what became of what was held.
//
// A job takes its price by a hold, and a capture or a release settles that. A capture moves nothing, so it is no line of
// its own: it says of its hold that the work was done.

import type { LedgerEntry as Entry } from '../../api/types';

/** A hold is `working` until it is settled; then the work was done (`spent`), or the line above gives it back. */
export type Fate = 'given' | 'refunded' | 'working' | 'spent' | 'failed' | 'canceled' | 'returned';

export interface Line {
  readonly id: string;
  readonly entry: Entry;
  readonly fate: Fate;
}

// What the service notes when it gives back what its owner stopped.
const CANCELED = 'canceled';

/** Entries, the newest first, as lines. A settlement is newer than its hold, so it is known when the hold is read. */
export function linesOf(entries: readonly Entry[]): Line[] {
  const lines: Line[] = [];
  // What settles the next hold of a job: the last one read, because attempts of a job follow one another.
  const settled = new Map<string, 'spent' | 'failed' | 'canceled'>();
  for (const entry of entries) {
    const job = entry.jobId ?? '';
    switch (entry.kind) {
      case 'grant':
        lines.push({ id: entry.id, entry, fate: entry.jobId ? 'refunded' : 'given' });
        break;
      case 'capture':
        settled.set(job, 'spent');
        break;
      case 'release':
        settled.set(job, entry.note === CANCELED ? 'canceled' : 'failed');
        lines.push({ id: entry.id, entry, fate: 'returned' });
        break;
      case 'hold':
        lines.push({ id: entry.id, entry, fate: settled.get(job) ?? 'working' });
        settled.delete(job);
        break;
      default:
        entry.kind satisfies never;
    }
  }
  // What costs nothing moves nothing.
  return lines.filter((line) => line.entry.amount !== 0);
}

/** Lines by the day they were written, as `day` names it; both in the order they came. */
export function byDay(lines: readonly Line[], day: (iso: string) => string): { id: string; lines: Line[] }[] {
  const days: { id: string; lines: Line[] }[] = [];
  for (const line of lines) {
    const id = day(line.entry.createdAt);
    const last = days.at(-1);
    if (last?.id === id) last.lines.push(line);
    else days.push({ id, lines: [line] });
  }
  return days;
}

/** "+1" or "−1", with a minus as wide as the plus. */
export function signed(amount: number, number: (value: number) => string): string {
  return amount < 0 ? `−${number(-amount)}` : `+${number(amount)}`;
}
