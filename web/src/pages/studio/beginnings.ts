// Earlier work, by its beginnings: everything that came of one idea is one entry, with its latest sight.

import type { Creation } from '../../api/types';
import { grouped, isOver, totalOf } from './tree';

export interface Beginning {
  readonly root: Creation;
  /** The latest picture or cover of it. */
  readonly sight: Creation | null;
  readonly latest: Creation;
  /** Where to go on: the latest, unless it was not made. */
  readonly entry: Creation;
  readonly count: number;
  readonly credits: number;
}

/**
 * Beginnings among what is known, those worked on last first. Lists come from the newest on, so a parent that is not
 * known yet comes with a later page: what leads to it waits for it, unless the list is at its end.
 */
export function beginningsOf(items: readonly Creation[], isWhole: boolean): readonly Beginning[] {
  const known = new Map(items.map((each) => [each.id, each]));
  const rootOf = (creation: Creation): Creation => {
    const parent = creation.parentId ? known.get(creation.parentId) : undefined;
    return parent ? rootOf(parent) : creation;
  };
  return [...grouped(items, rootOf)]
    .filter(([root]) => isWhole || root.parentId === null)
    .map(([root, members]) => begun(root, [...members].sort((one, other) => (one.id < other.id ? 1 : -1))))
    .sort((one, other) => (one.latest.id < other.latest.id ? 1 : -1));
}

/** What it is called: the owner's idea, else the words that it was made of. */
export function nameOf({ fields, prompt }: Creation): string {
  const idea = fields['idea'];
  return typeof idea === 'string' && idea ? idea : (prompt ?? '');
}

function begun(root: Creation, newestFirst: readonly Creation[]): Beginning {
  const [latest = root] = newestFirst;
  return {
    root,
    sight: newestFirst.find(({ imageUrl }) => imageUrl) ?? null,
    latest,
    entry: newestFirst.find((each) => !isOver(each) || each.state === 'succeeded') ?? latest,
    count: newestFirst.length,
    credits: totalOf(newestFirst),
  };
}
