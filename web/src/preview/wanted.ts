// What a preview is asked for, and what of it a refusal is about.

import { ApiError } from '../api/problem';
import type { OrderPreview } from '../api/types';
import type { ClipPlace, DisplayList } from '../player';

/** An order, of which only template, menu and price must be said. */
export type Wanted = Pick<OrderPreview, 'template' | 'menu' | 'price'> & Partial<OrderPreview>;

/** What is answered: a list to play, how a photo stands in for its clip, and what to tell the owner. */
export interface Preview {
  readonly display: DisplayList;
  readonly clip: ClipPlace | null;
  readonly warnings: readonly string[];
}

/** The service's answer; its description leaves open what a list is, and the player looks at its version. */
export function previewOf(answer: { display: object; clip: object | null; warnings: string[] }): Preview {
  return answer as Preview;
}

/** The same for two orders that say the same, in whatever order they say it. */
export function keyOf(wanted: Wanted, frameRate: number): string {
  return `${frameRate} ${JSON.stringify(wanted, sorted)}`;
}

function sorted(_: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The field of an order that a refusal is about, as a path of names (`price`, `words.cta`); null if none can be told. */
export function fieldOf(error: unknown, wanted: Wanted): string | null {
  if (!(error instanceof ApiError) || error.status !== 422) return null;
  const slip = error.slips[0];
  // "body.order.price": the body, and which of two kinds of it, are not the owner's business.
  if (slip) return slip.path.replace(/^body\.(order\.)?/, '');
  // Of what an owner writes, only a price can be wrong in itself; other texts can only be too long.
  if (error.code === 'bad_input') return 'price';
  const quoted = /^'(.+)'/.exec(error.detail)?.[1]?.replace(/…$/, '');
  if (!quoted) return null;
  return textsOf(wanted).find(([, text]) => text.includes(quoted))?.[0] ?? null;
}

/** Every text of an order by its path, its white space as the service quotes it. */
function textsOf(wanted: Wanted): [path: string, text: string][] {
  const { menu, price, words = {}, shop } = wanted;
  const texts: [string, unknown][] = [
    ['menu', menu],
    ['price', price],
    ...Object.entries(words).map(([slot, text]): [string, unknown] => [`words.${slot}`, text]),
    ...Object.entries(shop ?? {}).map(([name, text]): [string, unknown] => [`shop.${name}`, text]),
  ];
  return texts.map(([path, text]) => [path, typeof text === 'string' ? text.split(/\s+/).join(' ').trim() : '']);
}
