import { describe, expect, it } from 'vitest';

import { ApiError, Offline } from '../api/problem';
import { fieldOf, keyOf, type Wanted } from './wanted';

const WANTED: Wanted = { template: 'signature', menu: 'Shrimp pasta', price: '18000', words: { cta: 'Only today' } };

describe('a key', () => {
  it('is the same whatever the order of its values', () => {
    const turned = { words: { cta: 'Only today' }, price: '18000', menu: 'Shrimp pasta', template: 'signature' };
    expect(keyOf(turned, 30)).toBe(keyOf(WANTED, 30));
  });

  it('differs with any value, and with the rate', () => {
    const others = [keyOf(WANTED, 2), keyOf({ ...WANTED, price: '1800' }, 30), keyOf({ ...WANTED, words: {} }, 30)];
    expect(new Set([keyOf(WANTED, 30), ...others]).size).toBe(4);
  });
});

describe('the field of a refusal', () => {
  const refused = (code: string, detail: string, more = {}): ApiError => new ApiError(422, { code, detail, ...more });

  it('is what the service names', () => {
    const errors = [{ path: 'body.order.shop.phone', message: 'too long' }];
    expect(fieldOf(refused('invalid_request', '', { errors }), WANTED)).toBe('shop.phone');
  });

  it('is the one whose text is quoted, though it is shortened', () => {
    expect(fieldOf(refused('text_does_not_fit', "'Shrimp pas…' is too long"), WANTED)).toBe('menu');
    expect(fieldOf(refused('text_does_not_fit', "'Only today' has no room"), WANTED)).toBe('words.cta');
    expect(fieldOf(refused('text_does_not_fit', "'Another' has no room"), WANTED)).toBeNull();
  });

  it('is the price where a value is wrong in itself', () => {
    expect(fieldOf(refused('bad_input', 'not a price'), WANTED)).toBe('price');
  });

  it('is none where nothing of the order is refused', () => {
    expect(fieldOf(new Offline(), WANTED)).toBeNull();
    expect(fieldOf(new ApiError(429, { code: 'too_many' }), WANTED)).toBeNull();
  });
});
