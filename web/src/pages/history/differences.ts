// In what two orders differ, in the order in which an owner fills them in.

import type { Short } from '../../api/types';

type Request = NonNullable<Short['request']>;

export type Field =
  | 'menu'
  | 'price'
  | 'template'
  | 'photo'
  | 'music'
  | 'steam'
  | 'seconds'
  | 'words'
  | 'name'
  | 'address'
  | 'phone'
  | 'hours'
  | 'logo';

export interface Difference {
  readonly field: Field;
  /** Which line of a template, where there are many. */
  readonly slot?: string;
  readonly first: string | number | null;
  readonly second: string | number | null;
}

type Value = string | number | null;

const READ: readonly (readonly [Field, (request: Request) => Value])[] = [
  ['menu', ({ menu }) => menu],
  ['price', ({ price }) => price],
  ['template', ({ template }) => template],
  ['photo', ({ photoId }) => photoId],
  ['music', ({ music, musicId }) => musicId ?? music],
  ['steam', ({ steam }) => steam],
  ['seconds', ({ seconds }) => seconds],
  ['name', ({ shop }) => shop.name],
  ['address', ({ shop }) => shop.address],
  ['phone', ({ shop }) => shop.phone],
  ['hours', ({ shop }) => shop.hours],
  ['logo', ({ shop }) => shop.logoId],
];

/** Everything that differs but for chance. */
export function differencesOf(first: Request, second: Request): readonly Difference[] {
  const plain = READ.map(([field, read]): Difference => ({ field, first: read(first), second: read(second) }));
  const slots = [...new Set([...Object.keys(first.words), ...Object.keys(second.words)])].sort();
  const lines = slots.map(
    (slot): Difference => ({
      field: 'words',
      slot,
      first: first.words[slot] ?? null,
      second: second.words[slot] ?? null,
    }),
  );
  return [...plain, ...lines].filter((each) => each.first !== each.second);
}
