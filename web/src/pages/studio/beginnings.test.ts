import { describe, expect, it } from 'vitest';

import { beginningsOf, nameOf } from './beginnings';
import { made } from './made.testing';

const idea = made('01', { fields: { idea: '찌개' } });
const picture = made('02', { kind: 'picture', parentId: '01', credits: 1, imageUrl: '/files/2' });
const other = made('03', { fields: { idea: '라떼' } });
const clip = made('04', { kind: 'clip', parentId: '02', credits: 2, state: 'running' });

describe('earlier beginnings', () => {
  it('have all that came of them, those worked on last first', () => {
    const found = beginningsOf([clip, other, picture, idea], true);
    expect(found.map(({ root, latest, sight, count, credits }) => [root.id, latest.id, sight?.id, count, credits])).toEqual([
      ['01', '04', '02', 3, 3],
      ['03', '03', undefined, 1, 0],
    ]);
  });

  it('are gone on with where something was made', () => {
    const failed = { ...clip, state: 'failed' } as const;
    expect(beginningsOf([failed, picture, idea], true)[0]?.entry.id).toBe('02');
    expect(beginningsOf([clip, picture, idea], true)[0]?.entry.id).toBe('04');
    expect(beginningsOf([failed], true)[0]?.entry.id).toBe('04');
  });

  it('wait for a parent that comes with a later page', () => {
    expect(beginningsOf([clip, other, picture], false).map(({ root }) => root.id)).toEqual(['03']);
  });

  it('begin where their parent was deleted', () => {
    expect(beginningsOf([clip, other, picture], true).map(({ root }) => root.id)).toEqual(['02', '03']);
  });

  it('are called by the idea, else by their words', () => {
    expect(nameOf(idea)).toBe('찌개');
    expect(nameOf({ ...picture, prompt: 'Stew' })).toBe('Stew');
  });
});
