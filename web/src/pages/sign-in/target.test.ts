import { describe, expect, it } from 'vitest';

import { ownPage } from './target';

describe('ownPage', () => {
  it.each(['/', '/shorts', '/shorts/01k2?again=1#end', '/me/security', '/?photo=01k2', '/signs'])('takes %s', (page) => {
    expect(ownPage(page)).toBe(page);
  });

  it.each([
    null,
    '',
    'shorts',
    'https://evil.example/',
    '//evil.example',
    '//evil.example/shorts',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'javascript:alert(1)',
    '/%',
  ])('leads %j home or stays here', (page) => {
    expect(new URL(ownPage(page), 'https://own.example').origin).toBe('https://own.example');
    if (page !== '/%') expect(ownPage(page)).toBe('/');
  });

  it.each(['/sign-in', '/sign-in?to=/sign-in', '/api/sign-out', '/files/x', '/new-password#letter=x'])(
    'does not lead to %s',
    (page) => {
      expect(ownPage(page)).toBe('/');
    },
  );

  it('keeps dots from climbing out', () => {
    expect(ownPage('/shorts/../../..//evil.example')).toBe('/');
  });
});
