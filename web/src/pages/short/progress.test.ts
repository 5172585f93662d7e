import { describe, expect, it } from 'vitest';

import type { Job } from '../../api/types';
import type { Happening } from '../../live.svelte';
import { framesOf, hear, type Progress, progressOf, read, shareOf, stepOf, STEPS } from './progress';

const job = (more: Partial<Job> = {}): Job => ({
  id: 'job',
  kind: 'short',
  state: 'queued',
  stage: '',
  done: 0,
  total: 0,
  credits: 1,
  attempt: 1,
  failure: null,
  result: null,
  ahead: 2,
  etaSeconds: null,
  createdAt: '2026-11-22T06:00:00Z',
  startedAt: null,
  finishedAt: null,
  cancelAskedAt: null,
  ...more,
});

let seq = 0;
const told = (kind: string, data: Record<string, unknown> = {}): Happening => ({
  seq: ++seq,
  kind: `job.${kind}`,
  data: { jobId: 'job', attempt: 1, ...data },
});
const at = (stage: string, done: number, total: number): Happening => ({
  seq: ++seq,
  kind: 'job.progress',
  data: { jobId: 'job', stage, done, total },
});

const WHOLE: readonly Happening[] = [
  told('started'),
  at('photo', 0, 1),
  at('photo', 1, 1),
  at('clip', 1, 1),
  at('layout', 0, 1),
  at('render', 30, 270),
  at('render', 240, 270),
  at('check', 0, 1),
  told('succeeded'),
];

const all = (begin: Progress, happenings: readonly Happening[]): Progress =>
  happenings.reduce((known, each) => hear(known, each).progress, begin);

/** The same in another order, of which every number has its own. */
function shuffled<Value>(values: readonly Value[], number: number): Value[] {
  const rest = [...values];
  let state = number + 1;
  return values.map(() => {
    state = (state * 48_271) % 2_147_483_647;
    return rest.splice(state % rest.length, 1)[0] as Value;
  });
}

describe('what is heard', () => {
  it('leads from the queue to the end', () => {
    const steps: number[] = [];
    let known = progressOf(job());
    for (const each of WHOLE) {
      known = hear(known, each).progress;
      steps.push(stepOf(known));
    }
    expect(known.state).toBe('succeeded');
    expect(steps).toEqual([...steps].sort((one, other) => one - other));
    expect(steps.at(-1)).toBe(STEPS.length);
  });

  it('never goes back, in whatever order it comes', () => {
    for (let turn = 0; turn < 200; turn += 1) {
      let known = progressOf(job({ state: 'running' }));
      let share = 0;
      for (const each of shuffled(WHOLE, turn)) {
        known = hear(known, each).progress;
        expect(shareOf(known)).toBeGreaterThanOrEqual(share);
        share = shareOf(known);
      }
      expect(known.state).toBe('succeeded');
    }
  });

  it('of another job changes nothing', () => {
    const known = progressOf(job());
    expect(hear(known, told('started', { jobId: 'other' })).progress).toBe(known);
    expect(hear(known, { seq: 1, kind: 'tea.ready', data: { jobId: 'job' } }).progress).toBe(known);
  });

  it('after the end changes nothing, but a new attempt does', () => {
    const ended = all(progressOf(job()), [told('started'), told('failed')]);
    expect(all(ended, [at('render', 1, 2), told('succeeded'), told('started')])).toBe(ended);
    const again = hear(ended, told('queued', { attempt: 2 }));
    expect(again.progress).toMatchObject({ state: 'queued', attempt: 2, done: 0, failure: null });
    expect(again.look).toBe(true);
    // What the first attempt still says is not taken for the second.
    expect(hear(again.progress, at('render', 200, 270)).progress).toBe(again.progress);
    expect(all(again.progress, [told('started', { attempt: 2 }), at('clip', 0, 1)]).stage).toBe('clip');
  });

  it('asks to look where more is to be known', () => {
    const known = progressOf(job());
    expect(hear(known, at('render', 1, 2))).toEqual({ progress: known, look: true });
    const running = progressOf(job({ state: 'running', stage: 'render', done: 1, total: 270 }));
    expect(hear(running, at('render', 2, 270)).look).toBe(false);
    expect(hear(running, at('check', 0, 1)).look).toBe(true);
    expect(hear(running, told('failed')).look).toBe(true);
  });
});

describe('what is read', () => {
  it('stands, unless later things were heard meanwhile', () => {
    const heard = progressOf(job({ state: 'running', stage: 'render', done: 200, total: 270 }));
    expect(read(heard, job({ state: 'running', stage: 'render', done: 100, total: 270 })).done).toBe(200);
    expect(read(heard, job({ state: 'running', stage: 'render', done: 220, total: 270 })).done).toBe(220);
    expect(read(heard, job({ state: 'queued', attempt: 2 })).state).toBe('queued');
    expect(read(null, job()).ahead).toBe(2);
  });

  it('brings the reason of a failure that was heard', () => {
    const failure = { code: 'internal', korean: '', english: '', nextStep: 'retry', creditReturned: true, detail: '' } as const;
    const heard = hear(progressOf(job({ state: 'running' })), told('failed')).progress;
    expect(read(heard, job({ state: 'failed', failure })).failure).toEqual(failure);
  });
});

describe('frames', () => {
  it('are counted while they are drawn', () => {
    expect(framesOf(progressOf(job({ state: 'running', stage: 'render', done: 30, total: 270 })))).toEqual({ done: 30, total: 270 });
    expect(framesOf(progressOf(job({ state: 'running', stage: 'render', done: 0, total: 1 })))).toBeNull();
    expect(framesOf(progressOf(job({ state: 'running', stage: 'check', done: 1, total: 2 })))).toBeNull();
  });
});
