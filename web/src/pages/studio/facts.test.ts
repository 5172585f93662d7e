import { expect, it } from 'vitest';

import { lineOf, unequalOf } from './facts';
import { made } from './made.testing';

it('a result says what tells it from others', () => {
  expect(lineOf(made('01', { fields: { idea: '찌개', mood: '포근한', style: '' } }))).toBe('찌개 · 포근한');
  const idea = made('01', { fields: { idea: '찌개', mood: '포근한' } });
  expect(lineOf(made('03', { fields: { idea: '찌개', mood: '힙한', ratio: '1:1' } }), idea)).toBe('힙한 · 정사각');
  expect(lineOf(made('03', { fields: { idea: '찌개', mood: '포근한' } }), idea)).toBe('찌개 · 포근한');
  expect(lineOf(made('04', { kind: 'picture', prompt: 'a' }), made('01', { prompt: 'a' }), 2)).toBe('그림 2');
  expect(lineOf(made('04', { kind: 'picture', prompt: 'b' }), made('01', { prompt: 'a' }), 2)).toBe('그림 2 · 고친 글');
  expect(lineOf(made('02', { kind: 'clip', fields: { seconds: 5, camera: 'orbit' } }))).toBe('영상 · 5초 · 돌아보기');
});

it('two prompts differ in what was set', () => {
  const first = made('01', { fields: { idea: '찌개', mood: '포근한', seed: 1 } });
  const second = made('02', { fields: { idea: '찌개', mood: '', seed: 2, ratio: '1:1' } });
  expect(unequalOf(first, second)).toEqual([
    { field: 'mood', first: '포근한', second: '' },
    { field: 'ratio', first: '', second: '1:1' },
    { field: 'seed', first: '1', second: '2' },
  ]);
  expect(unequalOf(first, first)).toEqual([]);
});
