import { expect, it } from 'vitest';

import { roomOf } from './rooms';

it('opens the first room without a name, and none by a name that is none', () => {
  expect([roomOf(undefined), roomOf('log'), roomOf('attic'), roomOf('')]).toEqual(['now', 'log', null, null]);
});
