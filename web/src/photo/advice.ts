// Is this photo good enough to become a short? The same rules as the service's, before anything is sent.

import type { Measures } from './measure';

export type AdviceCode =
  | 'too_small' | 'too_long' | 'too_dark' | 'nothing_seen' | 'blurred' | 'soft' | 'dark' | 'bright' | 'small';

export interface PhotoAdvice {
  readonly code: AdviceCode;
  /** True if no short is made of such a photo. */
  readonly isRefused: boolean;
}

const SMALLEST_SIDE_PX = 320;
const SMALL_SIDE_PX = 700;
const LONGEST_RATIO = 4;
const DARKEST_MEAN = 14;
const DARK_MEAN = 34;
const BRIGHT_MEAN = 236;
const FLATTEST_SPAN = 16;
const BLURRED_BELOW = 0.3;
const SOFT_BELOW = 0.55;

/** What the milder advice is silent about. */
const WORSE: Partial<Record<AdviceCode, AdviceCode>> = { soft: 'blurred', dark: 'too_dark', small: 'too_small' };

/** What an owner should know about a photo, worst first. */
export function adviceOn({ width, height, mean, low, high, sharpness }: Measures): PhotoAdvice[] {
  const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
  const rules: [holds: boolean, code: AdviceCode, isRefused: boolean][] = [
    [shorter < SMALLEST_SIDE_PX, 'too_small', true],
    [longer > LONGEST_RATIO * shorter, 'too_long', true],
    [mean < DARKEST_MEAN, 'too_dark', true],
    [high - low < FLATTEST_SPAN, 'nothing_seen', true],
    [sharpness < BLURRED_BELOW, 'blurred', true],
    [sharpness < SOFT_BELOW, 'soft', false],
    [mean < DARK_MEAN, 'dark', false],
    [mean > BRIGHT_MEAN, 'bright', false],
    [shorter < SMALL_SIDE_PX, 'small', false],
  ];
  const found = rules.filter(([holds]) => holds).map(([, code, isRefused]) => ({ code, isRefused }));
  const codes = new Set(found.map(({ code }) => code));
  return found.filter(({ code }) => !codes.has(WORSE[code] as AdviceCode));
}
