import { expect, it } from 'vitest';

import { made } from './made.testing';
import { nextOf } from './next';

const failed = (kind: 'picture' | 'clip', nextStep: 'change-photo' | 'change-text' | 'wait' | 'contact') =>
  nextOf(made('01', { kind, state: 'failed', failure: { code: 'x', korean: '', english: '', nextStep, creditReturned: true, detail: '' } })).step;

it('is one step that can be taken here', () => {
  expect(failed('clip', 'change-photo')).toBe('picture');
  expect(failed('picture', 'change-photo')).toBe('text');
  expect(failed('clip', 'change-text')).toBe('text');
  expect(failed('clip', 'wait')).toBe('wait');
  expect(failed('picture', 'contact')).toBe('contact');
});

it('is the same order once more where nothing else is known', () => {
  expect(nextOf(made('01', { kind: 'clip', state: 'canceled' })).step).toBe('retry');
  expect(nextOf(made('01', { kind: 'clip', state: 'failed' })).step).toBe('retry');
});
