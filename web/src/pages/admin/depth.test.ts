import { describe, expect, it } from 'vitest';

import { columns, KEPT_MS, remembered, summary, type Sample } from './depth';

const sample = (at: number, queued = 0, running = 0): Sample => ({ at, queued, running });

describe('the depth of the queue', () => {
  it('is remembered for a quarter of an hour', () => {
    const old = [sample(0), sample(1000), sample(KEPT_MS)];
    expect(remembered(old, sample(KEPT_MS + 500)).map((each) => each.at)).toEqual([1000, KEPT_MS, KEPT_MS + 500]);
  });

  it('is drawn in seconds, and not over a time when nobody looked', () => {
    const { at, queued, running } = columns([sample(1000, 1, 2), sample(4000, 3, 2), sample(60_000, 0, 1)]);
    expect(at).toEqual([1, 4, 5, 60]);
    expect(queued).toEqual([1, 3, null, 0]);
    expect(running).toEqual([2, 2, null, 1]);
  });

  it('is told in figures', () => {
    expect(summary([])).toBeNull();
    expect(summary([sample(0, 4, 1), sample(180_000, 2, 3)])).toEqual({
      minutes: 3,
      now: sample(180_000, 2, 3),
      mostQueued: 4,
      mostRunning: 3,
    });
  });
});
