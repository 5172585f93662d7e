import { describe, expect, it } from 'vitest';

import type { Node, Shape } from './list';
import { at, isSeen, touches, unfolded } from './parts';

const SHAPES: Shape[] = [
  { outline: 0, fill: 0 },
  { outline: 0, fill: 0, stroke: { paint: 0, width: 2, cap: 'butt', join: 'miter' } },
  { sprite: 0, box: [0, 0, 9, 9] },
];

describe('a track', () => {
  const { place } = unfolded({ shape: 0, place: [64, [10, 640, 64, -128]] });
  const values = (frames: number[]): number[] => frames.map((frame) => at(place?.[5] ?? NaN, frame));

  it('is its value up to and with its frame, steps once a frame, and rests', () => {
    expect(values([0, 10, 11, 12, 13, 99])).toEqual([10, 10, 11, 9, 9, 9]);
  });

  it('of two numbers is a shift alone', () => {
    expect(place?.slice(0, 5)).toEqual([1, 0, 0, 1, 1]);
  });

  it('is in pixels, shares and seconds', () => {
    const whole = [65536, 0, 0, 32768, 128, [0, 64, 32]] as const;
    const part = unfolded({ picture: 'clip', box: [0, 0, 640, 64], window: [0, 0, 64, 64], place: whole, opacity: 250, time: 1500 });
    expect(part.opacity).toBe(0.25);
    expect(part.place?.slice(0, 5)).toEqual([1, 0, 0, 0.5, 2]);
    expect(at(part.place?.[5] ?? NaN, 1)).toBe(1.5);
    expect(part.content).toMatchObject({ kind: 'picture', box: [0, 0, 10, 1], time: 1.5 });
  });

  it('of shapes stays whole', () => {
    const { content } = unfolded({ shape: [3, 0, 1, 1] });
    expect(content.kind === 'shape' && [2, 4, 9].map((frame) => at(content.shape, frame))).toEqual([0, 1, 2]);
  });
});

describe('a part', () => {
  it('is seen from its first frame to before its end', () => {
    const part = unfolded({ shape: 0, frames: [2, 4] });
    expect([1, 2, 3, 4].map((frame) => isSeen(part, frame))).toEqual([false, true, true, false]);
    expect(isSeen(unfolded({ shape: 0 }), 1e6)).toBe(true);
  });

  it('that draws nothing is no part', () => {
    expect(() => unfolded({})).toThrow('draws nothing');
  });

  const touched = (node: Node, frame = 0): number => touches(unfolded(node), frame, SHAPES);

  it('touches the canvas once for each pen, picture and sprite', () => {
    expect(touched({ shape: 0 })).toBe(1);
    expect(touched({ shape: 1 })).toBe(2);
    expect(touched({ shape: 2 })).toBe(1);
    expect(touched({ picture: 'clip', box: [0, 0, 1, 1], window: [0, 0, 1, 1] })).toBe(1);
  });

  it('counts those of its children that are seen', () => {
    const nodes: Node[] = [{ shape: 0, frames: [0, 5] }, { shape: 1, frames: [5, 9] }];
    expect([0, 5, 9].map((frame) => touched({ nodes }, frame))).toEqual([1, 2, 0]);
  });

  it('counts a child that must be joined as more than one', () => {
    expect(touched({ nodes: [{ shape: 0, blend: 'multiply' }] })).toBe(2);
    expect(touched({ nodes: [{ shape: 0, effects: ['sepia(1)'] }] })).toBe(2);
    expect(touched({ nodes: [{ shape: 0, mask: { by: 'alpha', inverted: false, nodes: [] } }] })).toBe(2);
  });
});
