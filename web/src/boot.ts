// What the service knew when it served this page: nothing has to be asked for before the first paint.

import type { Account, Platform, Shop, Template, WaysIn } from './api/types';

export interface Boot {
  account: Account | null;
  waysIn: WaysIn;
  shop: Shop | null;
  templates: readonly Template[];
  music: readonly string[];
  prices: { readonly short: number; readonly picture: number; readonly clip: number };
  platforms: readonly Platform[];
  version: string;
  /** True in the shell that a phone keeps for when there is no line: who is here is unknown, not nobody. */
  offline: boolean;
}

const EMPTY: Boot = {
  account: null,
  waysIn: { first: false, signUp: false, issuers: [] },
  shop: null,
  templates: [],
  music: [],
  prices: { short: 1, picture: 1, clip: 1 },
  platforms: [],
  version: '',
  offline: false,
};

export const boot: Boot = { ...EMPTY, ...read() };

function read(): Partial<Boot> {
  const written = typeof document === 'undefined' ? null : document.getElementById('boot')?.textContent;
  return written ? (JSON.parse(written) as Partial<Boot>) : {};
}
