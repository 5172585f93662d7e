// How far a picture or a clip is, out of what was read and what was heard.

import type { CreationKind, CreationWithProgress } from '../../api/types';
import type { Happening } from '../../live.svelte';

export type Progress = NonNullable<CreationWithProgress['progress']>;

// Shares of the whole, as they are measured on two cores with our own engines.
const SHARES: Readonly<Record<CreationKind, readonly (readonly [string, number])[]>> = {
  prompt: [],
  picture: [
    ['picture', 0.8],
    ['check', 0.2],
  ],
  clip: [
    ['picture', 0.1],
    ['clip', 0.1],
    ['render', 0.7],
    ['check', 0.1],
  ],
};

/** 0 to 1 of the whole; undefined while nobody knows. */
export function shareOf(kind: CreationKind, progress: Progress | null): number | undefined {
  const at = SHARES[kind].findIndex(([stage]) => stage === progress?.stage);
  if (!progress || at < 0) return undefined;
  const before = SHARES[kind].slice(0, at).reduce((sum, [, share]) => sum + share, 0);
  const here = progress.total ? Math.min(1, progress.done / progress.total) : 0;
  return before + here * (SHARES[kind][at]?.[1] ?? 0);
}

/** The later of two: what was long on its way takes nothing back. */
export function later(kind: CreationKind, known: Progress | null, next: Progress): Progress {
  return known && (shareOf(kind, next) ?? 0) < (shareOf(kind, known) ?? 0) ? { ...known, etaSeconds: next.etaSeconds } : next;
}

/** What a `job.progress` says; null if it says nothing of the kind. */
export function heard({ kind, data }: Happening): Progress | null {
  const { stage, done, total } = data;
  if (kind !== 'job.progress' || typeof stage !== 'string' || typeof done !== 'number' || typeof total !== 'number') return null;
  return { stage, done, total, ahead: null, etaSeconds: null };
}

/** Frames drawn and frames there are, while frames are drawn. */
export function framesOf(progress: Progress | null): { done: number; total: number } | null {
  return progress?.stage === 'render' && progress.total > 1 ? { done: progress.done, total: progress.total } : null;
}
