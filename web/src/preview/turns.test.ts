import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { soon } from './turns';

let frames: ((now: number) => void)[] = [];
let clock = 0;

beforeEach(() => {
  [frames, clock] = [[], 0];
  vi.stubGlobal('requestAnimationFrame', (step: (now: number) => void) => frames.push(step));
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
});
afterEach(() => {
  turn();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function turn(): void {
  for (const step of frames.splice(0)) step(clock);
}

it('draws what is quickly drawn in one frame', () => {
  const drawn: number[] = [];
  for (const number of [1, 2, 3]) soon(() => void drawn.push(number));
  expect(drawn).toEqual([]);
  turn();
  expect(drawn).toEqual([1, 2, 3]);
  expect(frames).toHaveLength(0);
});

it('leaves the rest to the next frame when time is up', () => {
  const drawn: number[] = [];
  for (const number of [1, 2, 3]) {
    soon(() => {
      drawn.push(number);
      clock += 5;
    });
  }
  turn();
  expect(drawn).toEqual([1, 2]);
  turn();
  expect(drawn).toEqual([1, 2, 3]);
});

it('draws nothing that was taken back', () => {
  const draw = vi.fn();
  soon(draw)();
  turn();
  expect(draw).not.toHaveBeenCalled();
});
