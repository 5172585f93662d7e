import { describe, expect, it } from 'vitest';

import { isEmail, passwordSlip } from './credentials';

describe('isEmail', () => {
  it.each(['sajang@example.com', ' sajang@example.co.kr ', 'a.b+c@x.y', '사장@가게.한국'])('takes %s', (text) => {
    expect(isEmail(text)).toBe(true);
  });

  it.each(['', 'sajang', 'sajang@', '@example.com', 'sajang@example', 'a b@example.com', 'a..b@example.com', 'a@b@c.d', 'a@b..c'])(
    'refuses %j',
    (text) => {
      expect(isEmail(text)).toBe(false);
    },
  );
});

describe('passwordSlip', () => {
  it('asks for eight letters, however they are typed', () => {
    expect(passwordSlip('', '')).toBe('missing');
    expect(passwordSlip('치킨세마리', '')).toBe('short');
    expect(passwordSlip('바삭한 치킨 세 마리', '')).toBeNull();
    // Three keys a letter on some keyboards: still five letters.
    expect(passwordSlip('치킨세마리'.normalize('NFD'), '')).toBe('short');
  });

  it('refuses what is too long to type', () => {
    expect(passwordSlip('abcd'.repeat(50), '')).toBeNull();
    expect(passwordSlip(`${'abcd'.repeat(50)}e`, '')).toBe('long');
  });

  it('refuses what anybody would try first', () => {
    expect(passwordSlip('aaaaaaab', '')).toBe('easy');
    expect(passwordSlip('Gimbapheaven', 'gimbapheaven@example.com')).toBe('easy');
    expect(passwordSlip('sajang@example.com', 'Sajang@example.com')).toBe('easy');
  });
});
