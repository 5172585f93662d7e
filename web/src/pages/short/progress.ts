// How far the making of a short is: out of what was read and what was heard, in whatever order both come.

import type { Failure, Job, JobState } from '../../api/types';
import type { Happening } from '../../live.svelte';

export interface Progress {
  readonly jobId: string;
  readonly attempt: number;
  readonly state: JobState;
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  readonly credits: number;
  /** Jobs before it, while it waits. */
  readonly ahead: number | null;
  readonly isStopping: boolean;
  readonly failure: Failure | null;
}

/** What an owner sees happen, in its order. */
export const STEPS = ['photo', 'wait', 'clip', 'render', 'check'] as const;
export type Step = (typeof STEPS)[number];

const STATES: readonly JobState[] = ['queued', 'running', 'succeeded', 'failed', 'canceled'];
const STAGES: readonly string[] = ['photo', 'clip', 'layout', 'render', 'check'];
// Shares of the whole, as they are measured on two cores with our own engine.
const SHARES: Readonly<Record<string, number>> = { photo: 0.03, clip: 0.07, layout: 0.1, render: 0.7, check: 0.1 };

export function progressOf(job: Job): Progress {
  const { id, attempt, state, stage, done, total, credits } = job;
  const failure = job.failure ?? null;
  return { jobId: id, attempt, state, stage, done, total, credits, ahead: job.ahead ?? null, isStopping: !!job.cancelAskedAt, failure };
}

export const isOver = (state: JobState): boolean => state !== 'queued' && state !== 'running';

/** What was read just now beside what is known: an answer that was long on its way takes nothing back. */
export function read(known: Progress | null, job: Job): Progress {
  const now = progressOf(job);
  if (known?.jobId !== now.jobId || compare(now, known) >= 0) return now;
  return { ...known, credits: now.credits, failure: known.failure ?? now.failure };
}

export interface Heard {
  readonly progress: Progress;
  /** True if there is more to it than was told: the short is to be read. */
  readonly look: boolean;
}

/** What is known after something happened. What comes late, or is about another job, changes nothing. */
export function hear(known: Progress, { kind, data }: Happening): Heard {
  const same = { progress: known, look: false };
  if (data['jobId'] !== known.jobId) return same;
  const attempt = typeof data['attempt'] === 'number' ? data['attempt'] : known.attempt;
  const next = begun({ ...known, attempt }, attempt > known.attempt);
  switch (kind) {
    case 'job.queued':
      return attempt > known.attempt ? { progress: next, look: true } : same;
    case 'job.started':
      return after(known, { ...next, state: 'running', ahead: null }, true);
    case 'job.progress': {
      // It does not say of which attempt it is: that is known once the start was heard.
      if (known.state === 'queued') return { progress: known, look: true };
      const at = { stage: String(data['stage'] ?? ''), done: count(data['done']), total: count(data['total']) };
      return after(known, { ...known, ...at }, at.stage !== known.stage);
    }
    case 'job.succeeded':
    case 'job.failed':
    case 'job.canceled':
      return after(known, { ...next, state: kind.slice('job.'.length) as JobState, ahead: null }, true);
    default:
      return same;
  }
}

/** Where it is among the steps; past the last one when it is done. */
export function stepOf({ state, stage, done, total }: Progress): number {
  if (state === 'succeeded') return STEPS.length;
  if (state === 'queued') return STEPS.indexOf('wait');
  const isDone = total > 0 && done >= total;
  if (stage === 'clip') return STEPS.indexOf(isDone ? 'render' : 'clip');
  if (stage === 'layout' || stage === 'render') return STEPS.indexOf('render');
  return STEPS.indexOf(stage === 'check' ? 'check' : 'clip');
}

/** 0 to 1 of the whole; never less than before while one attempt goes on. */
export function shareOf({ state, stage, done, total }: Pick<Progress, 'state' | 'stage' | 'done' | 'total'>): number {
  if (state === 'succeeded') return 1;
  if (state === 'queued') return 0;
  const at = STAGES.indexOf(stage);
  const before = STAGES.slice(0, Math.max(0, at)).reduce((sum, name) => sum + (SHARES[name] ?? 0), 0);
  const here = at < 0 || !total ? 0 : Math.min(1, done / total) * (SHARES[stage] ?? 0);
  return before + here;
}

/** Frames drawn and frames there are, while frames are drawn. */
export function framesOf({ state, stage, done, total }: Progress): { done: number; total: number } | null {
  return state === 'running' && stage === 'render' && total > 1 ? { done, total } : null;
}

function after(known: Progress, next: Progress, look: boolean): Heard {
  return compare(next, known) > 0 ? { progress: next, look } : { progress: known, look: false };
}

function begun(progress: Progress, isAnew: boolean): Progress {
  if (!isAnew) return progress;
  return { ...progress, state: 'queued', stage: '', done: 0, total: 0, ahead: null, isStopping: false, failure: null };
}

/** Below 0 if `one` lies before `other`. Two ends of one attempt are equal: the first one told is true. */
function compare(one: Progress, other: Progress): number {
  const [first, second] = [rank(one), rank(other)];
  for (const [index, value] of first.entries()) {
    const apart = value - (second[index] ?? 0);
    if (apart) return apart;
  }
  return 0;
}

function rank({ attempt, state, stage, done, total }: Progress): number[] {
  if (isOver(state)) return [attempt, STATES.indexOf('succeeded')];
  return [attempt, STATES.indexOf(state), STAGES.indexOf(stage), total ? done / total : 0];
}

const count = (value: unknown): number => (typeof value === 'number' && value >= 0 ? value : 0);
