import { describe, expect, it } from 'vitest';

import { framesOf, heard, later, shareOf } from './progress';

const at = (stage: string, done: number, total: number) => ({ stage, done, total, ahead: null, etaSeconds: null });

describe('progress', () => {
  it('is a share of the whole', () => {
    expect(shareOf('picture', at('picture', 1, 2))).toBeCloseTo(0.4);
    expect(shareOf('clip', at('render', 45, 90))).toBeCloseTo(0.55);
    expect(shareOf('clip', at('check', 1, 1))).toBeCloseTo(1);
  });

  it('is unknown before it begins', () => {
    expect(shareOf('clip', null)).toBeUndefined();
    expect(shareOf('clip', at('', 0, 0))).toBeUndefined();
  });

  it('never goes back', () => {
    const known = at('render', 45, 90);
    expect(later('clip', known, at('render', 50, 90)).done).toBe(50);
    expect(later('clip', known, { ...at('clip', 1, 1), etaSeconds: 4 })).toEqual({ ...known, etaSeconds: 4 });
    expect(later('clip', null, known)).toEqual(known);
  });

  it('is heard, and frames are counted while they are drawn', () => {
    const data = { jobId: 'j', creationId: 'c', stage: 'render', done: 4, total: 90 };
    const now = heard({ seq: 1, kind: 'job.progress', data });
    expect(now && framesOf(now)).toEqual({ done: 4, total: 90 });
    expect(heard({ seq: 1, kind: 'job.started', data })).toBeNull();
    expect(framesOf(at('render', 0, 1))).toBeNull();
  });
});
