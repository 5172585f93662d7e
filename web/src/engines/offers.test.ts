import { describe, expect, it } from 'vitest';

import type { EngineOffer } from '../api/types';
import { askedFirst, lengthFor, lengthsOf, nameOf, stillOffered } from './offers';

const offer = (id: string, changes: Partial<EngineOffer> = {}): EngineOffer =>
  ({
    id,
    kind: 'clip',
    title: id.toUpperCase(),
    seconds: [],
    maxSeconds: null,
    state: 'ready',
    ...changes,
  }) as EngineOffer;
const USUAL = [3, 5, 7, 10];

describe('who is asked first', () => {
  const offers = [offer('a', { state: 'ended' }), offer('b'), offer('c'), offer('d', { kind: 'render' })];

  it('is the one that was chosen, else the first that takes orders', () => {
    expect(askedFirst(offers, 'clip', 'c')?.id).toBe('c');
    expect(askedFirst(offers, 'clip', '')?.id).toBe('b');
    expect(askedFirst(offers, 'clip', 'a')?.id).toBe('b');
    expect(askedFirst(offers, 'clip', 'd')?.id).toBe('b');
    expect(askedFirst(offers, 'render', '')?.id).toBe('d');
  });

  it('is one that has ended, where there is no other, and nobody, where there is none', () => {
    expect(askedFirst([offers[0]!], 'clip', '')?.id).toBe('a');
    expect(askedFirst([], 'clip', 'a')).toBeNull();
  });

  it('is chosen in an order only while it takes orders', () => {
    expect(stillOffered(offers, 'clip', 'c')).toBe('c');
    expect(stillOffered(offers, 'clip', 'a')).toBe('');
    expect(stillOffered(offers, 'clip', 'd')).toBe('');
  });
});

describe('the lengths of a clip', () => {
  it('are the usual ones that its engine makes', () => {
    expect(lengthsOf(null, USUAL)).toEqual(USUAL);
    expect(lengthsOf(offer('a'), USUAL)).toEqual(USUAL);
    expect(lengthsOf(offer('a', { maxSeconds: 8 }), USUAL)).toEqual([3, 5, 7]);
    expect(lengthsOf(offer('a', { seconds: [2, 3, 4, 5, 6, 7, 8], maxSeconds: 8 }), USUAL)).toEqual([3, 5, 7]);
  });

  it('are its own, where it makes hardly any of the usual ones', () => {
    expect(lengthsOf(offer('a', { seconds: [4, 6, 8], maxSeconds: 8 }), USUAL)).toEqual([4, 6, 8]);
    expect(lengthsOf(offer('a', { seconds: [4, 8, 12], maxSeconds: 12 }), USUAL)).toEqual([4, 8]);
    expect(lengthsOf(offer('a', { seconds: [5, 10], maxSeconds: 10 }), USUAL)).toEqual([5, 10]);
    expect(lengthsOf(offer('a', { maxSeconds: 4 }), USUAL)).toEqual([3]);
  });

  it('are no shorter than what is wanted, if that can be', () => {
    expect(lengthFor([4, 6, 8], 5)).toBe(6);
    expect(lengthFor([4, 6, 8], 10)).toBe(8);
    expect(lengthFor([], 5)).toBe(5);
  });
});

it('an engine is called by its title, ours by our name', () => {
  expect(nameOf('local:motion', null)).toBe('사장픽 엔진');
  expect(nameOf('a', [offer('a')])).toBe('A');
  expect(nameOf('gone:one', [offer('a')])).toBe('gone:one');
  expect(nameOf('a', null)).toBe('');
});
