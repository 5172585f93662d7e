// What is said beside a field: what the button found missing, what an order was refused for, what a preview cannot show.

import { fieldOf, type Wanted } from '../../preview';
import { sentenceOf } from '../../trouble';
import type { Draft, Field } from './draft';
import { words } from './words';

export type Mistakes = Readonly<Record<string, string | undefined>>;

interface Found {
  readonly missing: readonly Field[];
  /** Why the order was refused, and why the preview was. */
  readonly ordered: unknown;
  readonly previewed: unknown;
  readonly wanted: Wanted;
}

/** A sentence by field (`menu`, `words.cta`); what is missing comes before what others say of it. */
export function mistakesIn(draft: Draft, { missing, ordered, previewed, wanted }: Found): Mistakes {
  const found: Record<string, string> = {};
  for (const error of [previewed, ordered]) {
    const field = fieldOf(error, wanted);
    if (!field) continue;
    const { what, next } = sentenceOf(error);
    found[field] = `${what} ${next}`;
  }
  for (const field of missing) {
    if (field === 'menu') found.menu = words.menu.none;
    if (field === 'price') found.price = draft.price.trim() ? words.price.unread : words.price.none;
    if (field === 'before') found.before = words.price.higher;
  }
  return found;
}
