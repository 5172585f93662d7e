import { describe, expect, it } from 'vitest';

import { made } from './made.testing';
import { besides, costOf, lineTo, madeFrom, openAt, totalOf, treesOf, type Branch } from './tree';

const idea = made('01');
const picture = made('02', { kind: 'picture', parentId: '01', credits: 1 });
const other = made('03', { kind: 'picture', parentId: '01', credits: 1 });
const clip = made('04', { kind: 'clip', parentId: '02', credits: 2 });
const another = made('05', { parentId: '01' });
const ITEMS = [clip, another, other, idea, picture];

const shape = ({ creation, children }: Branch): unknown => (children.length ? [creation.id, ...children.map(shape)] : creation.id);

describe('a tree', () => {
  it('has every result under what it was made from, the oldest first', () => {
    expect(treesOf(ITEMS).map(shape)).toEqual([['01', ['02', '04'], '03', '05']]);
    expect(treesOf([])).toEqual([]);
  });

  it('goes on where its beginning was deleted', () => {
    expect(treesOf([clip, other, picture]).map(shape)).toEqual([['02', '04'], '03']);
  });

  it('leads to each of its results', () => {
    expect(lineTo(ITEMS, '04').map(({ id }) => id)).toEqual(['01', '02', '04']);
    expect(lineTo(ITEMS, 'gone')).toEqual([]);
    expect(openAt(ITEMS, '04')).toEqual({ prompt: '01', picture: '02', clip: '04' });
    expect(openAt(ITEMS, '05')).toEqual({ prompt: '05', picture: null, clip: null });
    expect(openAt([clip], '04')).toEqual({ prompt: null, picture: null, clip: '04' });
  });

  it('knows candidates of a step', () => {
    expect(madeFrom(ITEMS, '01', 'picture').map(({ id }) => id)).toEqual(['02', '03']);
    expect(madeFrom(ITEMS, null, 'picture')).toEqual([]);
    expect(besides(ITEMS, other).map(({ id }) => id)).toEqual(['02', '03']);
  });
});

describe('what it costs', () => {
  const failure = { code: 'x', korean: '', english: '', nextStep: 'retry', creditReturned: true, detail: '' } as const;

  it('is nothing where credits were given back', () => {
    expect(costOf(clip)).toBe(2);
    expect(costOf({ ...clip, state: 'running' })).toBe(2);
    expect(costOf({ ...clip, state: 'canceled' })).toBe(0);
    expect(costOf({ ...clip, state: 'failed', failure })).toBe(0);
    expect(costOf({ ...clip, state: 'failed', failure: { ...failure, creditReturned: false } })).toBe(2);
  });

  it('adds up', () => expect(totalOf(ITEMS)).toBe(4));
});
