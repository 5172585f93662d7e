import { expect, it } from 'vitest';

import { EMPTY } from './draft';
import { FRESH, read } from './kept';

it('is read by the account that left it', () => {
  const text = JSON.stringify({ accountId: 'a', draft: { idea: '찌개' }, open: { prompt: '01' } });
  expect(read(text, 'a')).toEqual({ ...FRESH, draft: { ...EMPTY, idea: '찌개' }, open: { prompt: '01', picture: null, clip: null } });
  expect(read(text, 'b')).toEqual(FRESH);
});

it('is nothing where it cannot be read', () => {
  expect(read(null, 'a')).toEqual(FRESH);
  expect(read('{', 'a')).toEqual(FRESH);
  expect(read('null', 'a')).toEqual(FRESH);
});
