import { describe, expect, it } from 'vitest';

import type { Short } from '../../api/types';
import { differencesOf } from './differences';
import { addressOf, EVERYTHING, filterOf, isEverything, shows, statesOf } from './filter';
import { joined } from './shelf.svelte';

type Request = NonNullable<Short['request']>;

const request = (more: Partial<Request> = {}): Request => ({
  photoId: 'photo',
  menu: 'Pasta',
  price: '18000',
  template: 'signature',
  music: 'auto',
  musicId: null,
  steam: 'auto',
  seconds: null,
  seed: 1,
  words: {},
  shop: { name: 'Home', address: '', phone: '', hours: '', logoId: null },
  clipEngine: null,
  renderEngine: null,
  ...more,
});

describe('the filter', () => {
  it('is kept by the address, whatever somebody writes there', () => {
    for (const filter of [EVERYTHING, { search: 'a&b', state: 'making', template: 'lunch' } as const]) {
      const address = addressOf(filter);
      expect(filterOf(new URL(address, 'http://x').searchParams)).toEqual(filter);
    }
    expect(addressOf(EVERYTHING)).toBe('/shorts');
    expect(filterOf(new URLSearchParams('state=nonsense'))).toEqual(EVERYTHING);
  });

  it('knows what it shows', () => {
    const making = { ...EVERYTHING, state: 'making' } as const;
    expect(statesOf(making)).toEqual(['queued', 'running']);
    expect([shows(making, 'running'), shows(making, 'failed'), shows(EVERYTHING, 'failed')]).toEqual([true, false, true]);
    expect([isEverything(EVERYTHING), isEverything(making)]).toEqual([true, false]);
  });
});

describe('the list', () => {
  it('has every short once, the newest first, the newer answer first', () => {
    const short = (id: string, state = 'succeeded'): Short => ({ id, state }) as Short;
    const all = joined([short('c'), short('b')], [short('b', 'running'), short('a'), short('d')]);
    expect(all.map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a']);
    expect(all[2]?.state).toBe('succeeded');
  });
});

describe('two orders', () => {
  it('differ in what was written differently, and not by chance', () => {
    expect(differencesOf(request(), request({ seed: 2 }))).toEqual([]);
    const other = request({ price: '15000', musicId: 'tune', words: { cta: 'Today' } });
    expect(differencesOf(request({ words: { label: 'New' } }), other)).toEqual([
      { field: 'price', first: '18000', second: '15000' },
      { field: 'music', first: 'auto', second: 'tune' },
      { field: 'words', slot: 'cta', first: null, second: 'Today' },
      { field: 'words', slot: 'label', first: 'New', second: null },
    ]);
  });

  it('differ in what they say of the shop', () => {
    const shop = { name: 'Away', address: '', phone: '', hours: '', logoId: 'logo' };
    expect(differencesOf(request(), request({ shop })).map(({ field }) => field)).toEqual(['name', 'logo']);
  });
});
