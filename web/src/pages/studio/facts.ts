// Results in one line, and in what two of them differ.

import type { Creation } from '../../api/types';
import { number, seconds } from '../../format';
import { nameOf } from './beginnings';
import { EMPTY, MOVES, RATIOS } from './draft';
import { words } from './words';

/**
 * What tells a result from those beside it; beside the prompt that it is another try of, only what is new in it.
 * `place`: which of its kind it is there, from 1 on.
 */
export function lineOf(creation: Creation, parent: Creation | null = null, place = 0): string {
  const { kind, fields } = creation;
  switch (kind) {
    case 'prompt': {
      const said = wishesOf(creation);
      const before = parent?.kind === 'prompt' ? wishesOf(parent) : [];
      const fresh = said.filter((wish) => !before.includes(wish));
      return (fresh.length ? fresh : said).join(' · ') || nameOf(creation);
    }
    case 'picture': {
      const name = place ? `${words.tree.kinds.picture} ${number(place)}` : words.tree.kinds.picture;
      return parent && parent.prompt !== creation.prompt ? `${name} · ${words.tree.edited}` : name;
    }
    case 'clip': {
      const move = MOVES.find((each) => each === fields['camera']);
      const length = typeof fields['seconds'] === 'number' ? seconds(fields['seconds']) : '';
      return [words.tree.kinds.clip, length, move ? words.clip.moves[move] : ''].filter(Boolean).join(' · ');
    }
  }
}

function wishesOf({ fields }: Creation): readonly string[] {
  const said = ['idea', 'mood', 'style', 'camera', 'extra'].map((name) => fields[name]);
  const shape = RATIOS.find((ratio) => ratio === fields['ratio'] && ratio !== EMPTY.ratio);
  return [...said, shape && words.idea.ratios[shape]].filter((each) => typeof each === 'string' && each !== '') as string[];
}

export const FIELDS = ['idea', 'style', 'mood', 'camera', 'ratio', 'extra', 'seed'] as const;
export type FieldName = (typeof FIELDS)[number];

export interface Unequal {
  readonly field: FieldName;
  readonly first: string;
  readonly second: string;
}

/** In which of its settings one prompt differs from another; what is not set is empty. */
export function unequalOf(first: Creation, second: Creation): readonly Unequal[] {
  const said = ({ fields }: Creation, field: FieldName): string => {
    const value = fields[field];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  return FIELDS.map((field) => ({ field, first: said(first, field), second: said(second, field) })).filter(
    (each) => each.first !== each.second,
  );
}
