import { describe, expect, it } from 'vitest';

import { bytesOf, type Sight, standingOf } from './push';

const PHONE: Sight = { hasPush: true, isApple: false, isInstalled: false, permission: 'default', isKnown: false };

describe('where a device stands', () => {
  it.each([
    [{}, 'off'],
    [{ permission: 'granted' }, 'off'],
    [{ permission: 'granted', isKnown: true }, 'on'],
    [{ permission: 'denied', isKnown: true }, 'denied'],
    [{ hasPush: false }, 'unsupported'],
    [{ hasPush: false, isApple: true }, 'install'],
    // In the app on the home screen an old iPhone still has no push.
    [{ hasPush: false, isApple: true, isInstalled: true }, 'unsupported'],
    [{ isApple: true, isInstalled: true }, 'off'],
  ] as const)('%j: %s', (seen, standing) => {
    expect(standingOf({ ...PHONE, ...seen })).toBe(standing);
  });
});

it('reads the key that the service publishes', () => {
  const bytes = bytesOf('BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM');
  expect(bytes).toHaveLength(65);
  expect(bytes[0]).toBe(4);
});
