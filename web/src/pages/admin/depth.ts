// How deep the queue has been since this page was opened.

export interface Sample {
  /** When, in milliseconds. */
  readonly at: number;
  readonly queued: number;
  readonly running: number;
}

export const KEPT_MS = 15 * 60_000;

// Nobody looked for longer than this: what was between is not known, and no line is drawn over it.
const GAP_MS = 20_000;

/** With one more, and without those that are too old by now. */
export function remembered(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  return [...samples.filter((each) => each.at > sample.at - KEPT_MS), sample];
}

export interface Depth {
  readonly at: readonly number[];
  readonly queued: readonly (number | null)[];
  readonly running: readonly (number | null)[];
}

/** As columns of a chart, in seconds; null where nobody looked. */
export function columns(samples: readonly Sample[]): Depth {
  const at: number[] = [];
  const queued: (number | null)[] = [];
  const running: (number | null)[] = [];
  for (const [index, sample] of samples.entries()) {
    const before = samples[index - 1];
    if (before && sample.at - before.at > GAP_MS) {
      at.push(before.at / 1000 + 1);
      queued.push(null);
      running.push(null);
    }
    at.push(sample.at / 1000);
    queued.push(sample.queued);
    running.push(sample.running);
  }
  return { at, queued, running };
}

/** The same in figures, for who does not see the chart; null before there is anything. */
export function summary(samples: readonly Sample[]): {
  minutes: number;
  now: Sample;
  mostQueued: number;
  mostRunning: number;
} | null {
  const first = samples[0];
  const now = samples.at(-1);
  if (!first || !now) return null;
  return {
    minutes: Math.max(1, Math.round((now.at - first.at) / 60_000)),
    now,
    mostQueued: Math.max(...samples.map((each) => each.queued)),
    mostRunning: Math.max(...samples.map((each) => each.running)),
  };
}
