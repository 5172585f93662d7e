import { describe, expect, it } from 'vitest';

import { made } from './made.testing';
import { isUnfolded, standingsOf, STEPS } from './steps';

const prompt = made('01');
const picture = made('02', { kind: 'picture' });
const clip = made('03', { kind: 'clip' });
const NONE = { prompt: null, picture: null, clip: null };

const unfolded = (results: Parameters<typeof standingsOf>[0]): string[] => STEPS.filter((step) => isUnfolded(step, standingsOf(results)));

describe('the steps', () => {
  it('are taken one after another', () => {
    expect(standingsOf(NONE)).toEqual({ idea: 'ready', picture: 'waiting', clip: 'waiting' });
    expect(standingsOf({ ...NONE, prompt })).toEqual({ idea: 'done', picture: 'ready', clip: 'waiting' });
    expect(standingsOf({ prompt, picture, clip: null })).toEqual({ idea: 'done', picture: 'done', clip: 'ready' });
    expect(standingsOf({ prompt, picture, clip })).toEqual({ idea: 'done', picture: 'done', clip: 'done' });
  });

  it('wait while the one before is made, and when it was not made', () => {
    const running = { ...picture, state: 'running' } as const;
    expect(standingsOf({ prompt, picture: running, clip: null })).toEqual({ idea: 'done', picture: 'making', clip: 'waiting' });
    const failed = { ...picture, state: 'failed' } as const;
    expect(standingsOf({ prompt, picture: failed, clip: null })).toEqual({ idea: 'done', picture: 'ended', clip: 'waiting' });
    expect(standingsOf({ prompt, picture, clip: { ...clip, state: 'canceled' } }).clip).toBe('ended');
  });

  it('are begun with the order, not with its answer', () => {
    expect(standingsOf({ prompt, picture, clip }, 'picture')).toEqual({ idea: 'done', picture: 'making', clip: 'waiting' });
    expect(standingsOf({ prompt, picture, clip: null }, 'clip')).toEqual({ idea: 'done', picture: 'done', clip: 'making' });
    expect(standingsOf({ prompt, picture, clip: null }, 'idea')).toEqual(standingsOf({ prompt, picture, clip: null }));
  });

  it('may begin with a picture, and show a clip whose picture was deleted', () => {
    expect(standingsOf({ ...NONE, picture })).toEqual({ idea: 'done', picture: 'done', clip: 'ready' });
    expect(standingsOf({ ...NONE, clip }).clip).toBe('done');
  });
});

describe('the cards', () => {
  it('stay open until the next step is begun', () => {
    expect(unfolded(NONE)).toEqual(['idea']);
    expect(unfolded({ ...NONE, prompt })).toEqual(['idea', 'picture']);
    expect(unfolded({ prompt, picture: { ...picture, state: 'queued' }, clip: null })).toEqual(['picture']);
    expect(unfolded({ prompt, picture, clip: null })).toEqual(['picture', 'clip']);
    expect(unfolded({ prompt, picture, clip: { ...clip, state: 'running' } })).toEqual(['clip']);
    expect(unfolded({ prompt, picture, clip })).toEqual(['clip']);
  });
});
