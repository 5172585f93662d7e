import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { play } from './playback';

let frames: ((now: number) => void)[] = [];

beforeEach(() => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (step: (now: number) => void) => frames.push(step));
  vi.stubGlobal('cancelAnimationFrame', (asked: number) => void frames.splice(asked - 1, 1));
});
afterEach(() => void vi.unstubAllGlobals());

const turn = (now: number): void => frames.splice(0).forEach((step) => step(now));

function watched(options: { from?: number; loop?: boolean }): { shown: number[]; ended: () => number; stop: () => void } {
  const shown: number[] = [];
  const ended = vi.fn();
  const show = (seconds: number): void => void shown.push(seconds);
  const stop = play({ from: 0, duration: 2, loop: false, show, ended, ...options });
  return { shown, ended: () => ended.mock.calls.length, stop };
}

it('plays to its end, shows it, and says so once', () => {
  const { shown, ended } = watched({ from: 0.5 });
  for (const now of [9000, 9500, 10_500, 11_000]) turn(now);
  expect(shown).toEqual([0.5, 1, 2]);
  expect(ended()).toBe(1);
  expect(frames).toHaveLength(0);
});

it('begins anew where it goes round', () => {
  const { shown, ended } = watched({ loop: true });
  for (const now of [0, 1500, 2500]) turn(now);
  expect(shown).toEqual([0, 1.5, 0.5]);
  expect(ended()).toBe(0);
});

it('stops when it is told to', () => {
  const { shown, stop } = watched({});
  turn(0);
  stop();
  turn(500);
  expect(shown).toEqual([0]);
});
