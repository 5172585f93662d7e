// Results of the studio with what each was made from: as a tree, as the line that leads to one, and what they cost.

import type { Creation, CreationKind } from '../../api/types';

export interface Branch {
  readonly creation: Creation;
  readonly children: readonly Branch[];
}

/** Which result of each step is at work. */
export interface Open {
  readonly prompt: string | null;
  readonly picture: string | null;
  readonly clip: string | null;
}

export const NOTHING: Open = { prompt: null, picture: null, clip: null };

/** Trees, the oldest first. What was made from something that is not among them begins a tree of its own. */
export function treesOf(items: readonly Creation[]): readonly Branch[] {
  const sorted = [...items].sort(byAge);
  const known = new Set(sorted.map(({ id }) => id));
  const children = grouped(sorted, ({ parentId }) => (parentId && known.has(parentId) ? parentId : ''));
  const grown = (parent: string): Branch[] =>
    (children.get(parent) ?? []).map((creation) => ({ creation, children: grown(creation.id) }));
  return grown('');
}

/** From the beginning to this one; nothing if it is not among them. */
export function lineTo(items: readonly Creation[], id: string | null): readonly Creation[] {
  const known = new Map(items.map((each) => [each.id, each]));
  const line: Creation[] = [];
  for (let at = id ? known.get(id) : undefined; at && !line.includes(at); at = at.parentId ? known.get(at.parentId) : undefined) {
    line.unshift(at);
  }
  return line;
}

/** The steps that lead to this one, each by the nearest result. */
export function openAt(items: readonly Creation[], id: string): Open {
  const line = lineTo(items, id);
  const last = (kind: CreationKind): string | null => line.findLast((each) => each.kind === kind)?.id ?? null;
  return { prompt: last('prompt'), picture: last('picture'), clip: last('clip') };
}

/** What was made of this one, of a kind, the oldest first. */
export const madeFrom = (items: readonly Creation[], parentId: string | null, kind: CreationKind): readonly Creation[] =>
  parentId === null ? [] : items.filter((each) => each.kind === kind && each.parentId === parentId).sort(byAge);

/** Results that stand beside this one: of its kind, from the same parent, itself among them. */
export function besides(items: readonly Creation[], creation: Creation): readonly Creation[] {
  return items.filter(({ kind, parentId }) => kind === creation.kind && parentId === creation.parentId).sort(byAge);
}

export const isOver = ({ state }: Pick<Creation, 'state'>): boolean => state !== 'queued' && state !== 'running';

/** Credits that it took; none if they were given back. */
export function costOf({ state, credits, failure }: Creation): number {
  if (state === 'canceled') return 0;
  return state === 'failed' && (failure?.creditReturned ?? true) ? 0 : credits;
}

export const totalOf = (items: readonly Creation[]): number => items.reduce((sum, each) => sum + costOf(each), 0);

// Ids are in the order of their making.
const byAge = (one: Creation, other: Creation): number => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);

/** Things by what a function says of them, in their order. */
export function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
