import { describe, expect, it } from 'vitest';

import { poseAt } from './living';

const POSES = [
  [1, 0, 0],
  [1.1, 0.02, 0],
  [1.2, 0.02, -0.1],
] as const;

describe('the camera', () => {
  it('lies between the two nearest poses', () => {
    expect(poseAt(POSES, 0.25)).toEqual([1.05, 0.01, 0]);
    expect(poseAt(POSES, 0.5)).toEqual(POSES[1]);
  });

  it('rests before its way and after it', () => {
    expect(poseAt(POSES, -1)).toEqual(POSES[0]);
    expect(poseAt(POSES, 2)).toEqual(POSES[2]);
    expect(poseAt([POSES[1]], 0.7)).toEqual(POSES[1]);
  });
});
