// Where each of the three steps stands, and which of their cards are unfolded.

import type { Creation } from '../../api/types';
import { isOver } from './tree';

export const STEPS = ['idea', 'picture', 'clip'] as const;
export type Step = (typeof STEPS)[number];

/** `waiting`: for the step before it. `ready`: to be ordered. `ended`: it was not made. */
export type Standing = 'waiting' | 'ready' | 'making' | 'ended' | 'done';

export type Standings = Readonly<Record<Step, Standing>>;

interface Results {
  readonly prompt: Creation | null;
  readonly picture: Creation | null;
  readonly clip: Creation | null;
}

/**
 * A step can be taken once the one before it is done. A picture may come without a prompt of the studio.
 * `ordered`: the step whose order is on its way.
 */
export function standingsOf({ prompt, picture, clip }: Results, ordered: Step | null = null): Standings {
  const drawn = ordered === 'picture' ? 'making' : standing(picture, prompt !== null);
  const moved = ordered === 'picture' ? 'waiting' : standing(clip, drawn === 'done');
  return {
    idea: prompt || picture ? 'done' : 'ready',
    picture: drawn,
    clip: ordered === 'clip' ? 'making' : moved,
  };
}

/** A card stays open until the step after it is begun: what was made is looked at before it is paid for. */
export function isUnfolded(step: Step, standings: Standings): boolean {
  switch (step) {
    case 'idea':
      return standings.picture === 'waiting' || standings.picture === 'ready';
    case 'picture':
      return standings.picture !== 'waiting' && (standings.clip === 'waiting' || standings.clip === 'ready');
    case 'clip':
      return standings.clip !== 'waiting';
  }
}

function standing(result: Creation | null, isPossible: boolean): Standing {
  if (!result) return isPossible ? 'ready' : 'waiting';
  if (!isOver(result)) return 'making';
  return result.state === 'succeeded' ? 'done' : 'ended';
}
