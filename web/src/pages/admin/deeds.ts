// Where a job's credits are, and what can be done about the job.

import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type OwnedJob = Schemas['OwnedJob'];
export type JobInFull = Schemas['JobInFull'];
export type Entry = Schemas['EntryResource'];

export type Money = 'free' | 'held' | 'earned' | 'returned' | 'refunded';
export type Deed = 'retry' | 'cancel' | 'refund';

/** Of the last attempt; its entries begin with its hold. */
export function moneyOf(entries: readonly Pick<Entry, 'kind' | 'amount'>[]): Money {
  const begin = entries.findLastIndex((entry) => entry.kind === 'hold');
  const hold = entries[begin];
  if (!hold || hold.amount === 0) return 'free';
  const after = entries.slice(begin + 1).map((entry) => entry.kind);
  if (after.includes('grant')) return 'refunded';
  if (after.includes('capture')) return 'earned';
  return after.includes('release') ? 'returned' : 'held';
}

/** The most likely first. */
export function deedsOf(job: Pick<JobInFull, 'state' | 'cancelAskedAt'>, money: Money): readonly Deed[] {
  switch (job.state) {
    case 'queued':
    case 'running':
      return job.cancelAskedAt ? [] : ['cancel'];
    case 'succeeded':
      return money === 'earned' ? ['refund'] : [];
    case 'failed':
    case 'canceled':
      // A hold that outlived its job waits for somebody to look whether the vendor took the order.
      return money === 'held' ? ['refund', 'retry'] : ['retry'];
  }
}

/** How long a job waited and worked, in seconds; null while that is not known. */
export function spans(job: Pick<JobInFull, 'createdAt' | 'startedAt' | 'finishedAt'>): {
  waited: number | null;
  worked: number | null;
} {
  const [created, started, finished] = [job.createdAt, job.startedAt, job.finishedAt].map((iso) =>
    iso ? Date.parse(iso) / 1000 : null,
  );
  return {
    waited: started != null && created != null ? started - created : null,
    worked: finished != null && started != null ? finished - started : null,
  };
}

/** The seconds that each stage took, as the result tells them. */
export function timings(result: JobInFull['result']): readonly (readonly [string, number])[] {
  const told = result?.['timings'];
  if (!told || typeof told !== 'object' || Array.isArray(told)) return [];
  return Object.entries(told).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
}
