// What an owner is writing, and what it becomes: a preview to ask for, an order, or only what an order changes.

import type { components } from '../../api/schema';
import type { Short, Slot, Template } from '../../api/types';
import type { PhotoColors } from '../../photo/colors';
import type { Wanted } from '../../preview';
import { readPrice, writePrice } from './price';

export type Order = components['schemas']['NewShort'];
export type Changes = components['schemas']['ShortChanges'];
export type Request = NonNullable<Short['request']>;
export type Steam = 'auto' | 'on' | 'off';

/** Music that is no mood: chosen by the template, none, or a file of one's own. */
export const AUTO = 'auto';
export const NONE = 'none';
export const OWN = 'own';

export interface Draft {
  template: string;
  menu: string;
  price: string;
  /** What it cost before, if it is reduced. */
  before: string;
  /** Null: as the shop's kit has it. */
  shopName: string | null;
  /** Undefined: as the kit has it. */
  logoId?: string | null;
  /** Own lines by template and slot. */
  words: Record<string, Record<string, string>>;
  music: string;
  steam: Steam;
  seconds: number | null;
  /** Who was chosen for it; empty: nobody was. */
  clipEngine: string;
  renderEngine: string;
}

export const emptyDraft = (template = 'signature'): Draft => ({
  template,
  menu: '',
  price: '',
  before: '',
  shopName: null,
  words: {},
  music: AUTO,
  steam: 'auto',
  seconds: null,
  clipEngine: '',
  renderEngine: '',
});

/** The draft that repeats a short. */
export function draftOf(request: Request): Draft {
  const price = readPrice(request.price);
  return {
    template: request.template,
    menu: request.menu,
    price: price ? String(price.won) : request.price,
    before: price?.before ? String(price.before) : '',
    shopName: request.shop.name,
    logoId: request.shop.logoId,
    words: { [request.template]: { ...request.words } },
    music: request.musicId ? OWN : request.music,
    steam: request.steam as Steam,
    seconds: request.seconds,
    clipEngine: request.clipEngine ?? '',
    renderEngine: request.renderEngine ?? '',
  };
}

/** The lines that the owner may change: none of the template's facts. */
export const wordSlots = (template: Template | undefined): Slot[] => template?.slots.filter(({ isWord }) => isWord) ?? [];

export const hasSlot = (template: Template | undefined, name: string): boolean =>
  template?.slots.some((slot) => slot.name === name) ?? false;

/** A line as it stands now: the owner's, else the template's. */
export const wordOf = (draft: Draft, slot: Slot): string => draft.words[draft.template]?.[slot.name] ?? slot.own;

/** Put a line in place of the template's; the template's own again where they are the same. */
export function setWord(draft: Draft, slot: Slot, text: string): void {
  const words = (draft.words[draft.template] ??= {});
  if (text === slot.own) delete words[slot.name];
  else words[slot.name] = text;
}

/** What stands for what is not written yet. */
export interface Example {
  readonly menu: string;
  readonly price: string;
}

/** The preview of a draft in a template; what is half typed does not count yet. */
export function wantedOf(draft: Draft, template: string, example: Example, photo: PhotoColors | null): Wanted {
  const prices = [writePrice(draft.price, draft.before), draft.price.trim()];
  return {
    template,
    menu: draft.menu.trim() || example.menu,
    price: prices.find(readPrice) ?? example.price,
    words: draft.words[template] ?? {},
    seconds: draft.seconds,
    ...(photo ? { photo } : {}),
    ...shopOf(draft),
  };
}

/** The order of a draft whose files have arrived. */
export function orderOf(draft: Draft, files: { photoId: string; musicId: string | null }): Order {
  return {
    photoId: files.photoId,
    menu: draft.menu.trim(),
    price: writePrice(draft.price, draft.before),
    template: draft.template,
    music: draft.music === OWN ? AUTO : draft.music,
    musicId: draft.music === OWN ? files.musicId : null,
    steam: draft.steam,
    seconds: draft.seconds,
    words: draft.words[draft.template] ?? {},
    ...(draft.clipEngine ? { clipEngine: draft.clipEngine } : {}),
    ...(draft.renderEngine ? { renderEngine: draft.renderEngine } : {}),
    ...shopOf(draft),
  };
}

function shopOf(draft: Draft): Pick<Order, 'shop'> {
  const shop = {
    ...(draft.shopName === null ? {} : { name: draft.shopName.trim() }),
    ...(draft.logoId === undefined ? {} : { logoId: draft.logoId }),
  };
  return Object.keys(shop).length ? { shop } : {};
}

/** What of an order differs from what was ordered before; the rest stays as it was. */
export function changesOf(order: Order, before: Request): Changes {
  const changes: Changes = {};
  if (order.photoId !== before.photoId) changes.photoId = order.photoId;
  if (order.menu !== before.menu) changes.menu = order.menu;
  if (!isSamePrice(order.price, before.price)) changes.price = order.price;
  if (order.template !== before.template) changes.template = order.template;
  if (order.musicId && order.musicId !== before.musicId) changes.musicId = order.musicId;
  if (!order.musicId && (before.musicId || order.music !== before.music)) changes.music = order.music;
  if (order.steam !== before.steam) changes.steam = order.steam;
  if (order.seconds && order.seconds !== before.seconds) changes.seconds = order.seconds;
  for (const part of ['clipEngine', 'renderEngine'] as const) {
    if ((order[part] ?? '') !== (before[part] ?? '')) changes[part] = order[part] ?? '';
  }
  if (order.template !== before.template || !isSame(order.words, before.words)) changes.words = order.words ?? {};
  const shop = {
    ...(order.shop?.name !== undefined && order.shop.name !== before.shop.name ? { name: order.shop.name } : {}),
    ...(order.shop?.logoId !== undefined && order.shop.logoId !== before.shop.logoId ? { logoId: order.shop.logoId } : {}),
  };
  if (Object.keys(shop).length) changes.shop = shop;
  return changes;
}

function isSamePrice(one: string, other: string): boolean {
  return isSame(readPrice(one) ?? one, readPrice(other) ?? other);
}

function isSame(one: unknown, other: unknown): boolean {
  const sorted = (_: string, value: unknown): unknown =>
    value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).sort()) : value;
  return JSON.stringify(one, sorted) === JSON.stringify(other, sorted);
}

export type Field = 'photo' | 'menu' | 'price' | 'before';

/** What still keeps the draft from being ordered, in the order of the page. */
export function missingIn(draft: Draft): Exclude<Field, 'photo'>[] {
  const found: Exclude<Field, 'photo'>[] = [];
  if (!draft.menu.trim()) found.push('menu');
  if (!readPrice(draft.price)) found.push('price');
  else if (draft.before.trim() && !readPrice(writePrice(draft.price, draft.before))) found.push('before');
  return found;
}
