import { describe, expect, it } from 'vitest';

import { findingsOf } from './made';
import { nextOf } from './next';
import type { Failure } from '../../api/types';

describe('what is told of a finished short', () => {
  it('is every rule that was met, with its number where it says something', () => {
    const rules = [
      { rule: 'loudness', ok: true, measured: '-14.08 LUFS', wanted: '' },
      { rule: 'faststart', ok: true, measured: 'x', wanted: '' },
      { rule: 'black', ok: false, measured: '3', wanted: '' },
      { rule: 'of_tomorrow', ok: true, measured: '3', wanted: '' },
    ];
    expect(findingsOf({ rules })).toEqual([
      { rule: 'loudness', measured: '-14.08 LUFS' },
      { rule: 'faststart', measured: '' },
    ]);
    expect(findingsOf(null)).toEqual([]);
    expect(findingsOf({ rules: null })).toEqual([]);
  });
});

describe('the next step', () => {
  const failure = (nextStep: Failure['nextStep']): Failure => ({
    code: 'internal',
    korean: '',
    english: '',
    nextStep,
    creditReturned: true,
    detail: '',
  });

  it('is one, for every way to fail', () => {
    expect(nextOf('id', 'failed', failure('retry'))).toMatchObject({ act: 'retry' });
    expect(nextOf('id', 'failed', failure('change-photo'))).toMatchObject({ href: '/?again=id' });
    expect(nextOf('id', 'failed', failure('change-text'))).toMatchObject({ href: '/?again=id' });
    expect(nextOf('id', 'failed', failure('change-file'))).toMatchObject({ href: '/?again=id' });
    expect(nextOf('id', 'failed', failure('wait'))).toMatchObject({ act: 'look' });
    expect(nextOf('id', 'failed', failure('contact'))).toMatchObject({ act: 'copy' });
  });

  it('of what was stopped, or failed nobody knows why, is to try again', () => {
    expect(nextOf('id', 'canceled', null)).toMatchObject({ act: 'retry' });
    expect(nextOf('id', 'failed', null)).toMatchObject({ act: 'retry' });
  });
});
