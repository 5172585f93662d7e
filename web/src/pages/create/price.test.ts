import { expect, it } from 'vitest';

import { percentOff, readPrice, writePrice } from './price';
import prices from './prices.json';

it.each(prices as [string, number | null, number | null][])('reads %j as the service does', (text, won, before) => {
  expect(readPrice(text)).toEqual(won === null ? null : { won, before });
});

it('tells how much is off, unless it is too little to tell', () => {
  expect(percentOff({ won: 15_000, before: 20_000 })).toBe(25);
  expect(percentOff({ won: 19_500, before: 20_000 })).toBeNull();
  expect(percentOff({ won: 19_500, before: null })).toBeNull();
});

it('writes both prices as one text', () => {
  expect(readPrice(writePrice(' 18000 ', '20,000'))).toEqual({ won: 18_000, before: 20_000 });
  expect(writePrice('18000', ' ')).toBe('18000');
});
