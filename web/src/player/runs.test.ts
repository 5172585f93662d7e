import { describe, expect, it } from 'vitest';

import type { Node, Paint, Shape } from './list';
import { type Part, unfolded } from './parts';
import { epochs, inRuns } from './runs';

const PAINTS: Paint[] = ['#ffffff', { linear: [0, 0, 9, 9], stops: [[0, '#000000'], [1, '#ffffff']] }];
const SHAPES: Shape[] = [{ outline: 0, fill: 0 }, { outline: 0, fill: 1 }];
const TABLES = { shapes: SHAPES, paints: PAINTS, frameCount: 20 };

const PLAIN: Node = { shape: 0 };
const GRADIENT: Node = { shape: 1 };
const PHOTO: Node = { picture: 'clip', box: [0, 0, 64, 64], window: [0, 0, 64, 64] };
const RESTLESS: Node = { shape: 0, opacity: [0, ...Array.from({ length: 20 }, (_, index) => index)] };

const runs = (...nodes: Node[]): readonly Part[] => inRuns(nodes.map(unfolded), TABLES);
/** How many parts each run has; 0 for what stands alone. */
const sizes = (parts: readonly Part[]): number[] =>
  parts.map(({ epochs, content }) => (epochs && content.kind === 'parts' ? content.parts.length : 0));

describe('runs', () => {
  it('are of what lies together and holds a gradient', () => {
    expect(sizes(runs(PLAIN, GRADIENT, PLAIN))).toEqual([3]);
    expect(sizes(runs(PLAIN, PLAIN))).toEqual([0, 0]);
    expect(sizes(runs(...Array.from({ length: 6 }, () => PLAIN)))).toEqual([6]);
  });

  it('end where a picture shows, something blends, or something never rests', () => {
    for (const other of [PHOTO, RESTLESS, { ...PLAIN, blend: 'multiply' } as Node, { nodes: [PHOTO, PLAIN] }]) {
      expect(sizes(runs(GRADIENT, other, PLAIN, GRADIENT))).toEqual([1, 0, 2]);
    }
  });

  it('are found inside of what shows a picture', () => {
    const [group] = runs({ nodes: [PHOTO, GRADIENT] });
    expect(group?.content.kind === 'parts' && sizes(group.content.parts)).toEqual([0, 1]);
  });
});

describe('epochs', () => {
  const of = (node: Node): number[] => [...epochs([unfolded(node)], 8)];

  it('stay the same while nothing changes', () => {
    expect(of(GRADIENT)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(of({ shape: 0, frames: [2, 6] })).toEqual([0, 0, 1, 1, 1, 1, 2, 2]);
  });

  it('change with every step of a track, and where a track rests they do', () => {
    expect(of({ shape: 0, place: [0, [2, 0, 64, 0, 64]] })).toEqual([0, 0, 0, 1, 1, 2, 2, 2]);
    expect(of({ shape: [4, 0, 1] })).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
  });

  it('change with what masks, and with what lies inside', () => {
    const child: Node = { shape: 0, opacity: [5, 0, 9] };
    expect(of({ nodes: [child] })).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
    expect(of({ ...PLAIN, mask: { by: 'alpha', inverted: false, nodes: [child] } })[7]).toBe(1);
  });
});
