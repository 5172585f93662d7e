// Results in one line, and in what two of them differ.

import type { Creation } from '../../api/types';
import { seconds } from '../../format';
import { nameOf } from './beginnings';
import { MOVES } from './draft';
import { words } from './words';

/** What tells a result from those beside it. */
export function lineOf(creation: Creation): string {
  const { kind, fields, written } = creation;
  const said = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  switch (kind) {
    case 'prompt':
      return [said('idea'), said('mood'), said('style'), said('camera')].filter(Boolean).join(' · ') || (written?.korean ?? nameOf(creation));
    case 'picture':
      return words.tree.kinds.picture;
    case 'clip': {
      const move = MOVES.find((each) => each === fields['camera']);
      const length = typeof fields['seconds'] === 'number' ? seconds(fields['seconds']) : '';
      return [words.tree.kinds.clip, length, move ? words.clip.moves[move] : ''].filter(Boolean).join(' · ');
    }
  }
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
