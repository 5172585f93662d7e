import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ApiError, Offline } from '../api/problem';
import { Kept } from './kept';
import { type Ask, PreviewSource } from './source.svelte';
import type { Preview, Wanted } from './wanted';

const order = (menu: string): Wanted => ({ template: 'signature', menu, price: '18000' });

interface Asked {
  readonly menu: string;
  readonly signal: AbortSignal;
  answer(): Promise<Preview>;
  refuse(error: unknown): Promise<void>;
}

/** A source, and whatever it asked, answered when the test says so. */
function opened(): { source: PreviewSource; asked: Asked[] } {
  const asked: Asked[] = [];
  const ask: Ask = (wanted, _, signal) =>
    new Promise((resolve, reject) => {
      asked.push({
        menu: wanted.menu,
        signal,
        async answer() {
          const preview = { warnings: [wanted.menu] } as unknown as Preview;
          resolve(preview);
          await vi.advanceTimersByTimeAsync(0);
          return preview;
        },
        async refuse(error) {
          reject(error);
          await vi.advanceTimersByTimeAsync(0);
        },
      });
    });
  return { source: new PreviewSource({ ask, kept: new Kept(4) }), asked };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a source', () => {
  it('asks once, when the words hold still', async () => {
    const { source, asked } = opened();
    for (const menu of ['p', 'pa', 'pas']) {
      source.want(order(menu));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(asked).toHaveLength(0);
    expect(source.waiting).toBe(true);
    await vi.advanceTimersByTimeAsync(20);
    expect(asked.map(({ menu }) => menu)).toEqual(['pas']);
    const preview = await asked[0]?.answer();
    expect(source.shown).toBe(preview);
    expect(source.waiting).toBe(false);
  });

  it('gives up what is no longer wanted, and shows the old picture meanwhile', async () => {
    const { source, asked } = opened();
    source.want(order('pasta'));
    await vi.advanceTimersByTimeAsync(120);
    const first = await asked[0]?.answer();
    source.want(order('pizza'));
    await vi.advanceTimersByTimeAsync(120);
    source.want(order('pie'));
    expect(asked[1]?.signal.aborted).toBe(true);
    await asked[1]?.answer();
    expect(source.shown).toBe(first);
    await vi.advanceTimersByTimeAsync(120);
    expect(source.shown).toBe(first);
    expect(source.shown).not.toBe(await asked[2]?.answer());
  });

  it('remembers what it has shown', async () => {
    const { source, asked } = opened();
    source.want(order('pasta'));
    await vi.advanceTimersByTimeAsync(120);
    const first = await asked[0]?.answer();
    source.want(order('pizza'));
    await vi.advanceTimersByTimeAsync(120);
    await asked[1]?.answer();
    source.want(order('pasta'));
    expect(source.shown).toBe(first);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(2);
  });

  it('keeps the picture when the words are refused, and says which', async () => {
    const { source, asked } = opened();
    source.want(order('pasta'));
    await vi.advanceTimersByTimeAsync(120);
    const first = await asked[0]?.answer();
    source.want(order('a very long name'));
    await vi.advanceTimersByTimeAsync(120);
    await asked[1]?.refuse(new ApiError(422, { code: 'text_does_not_fit', detail: "'a very long name' is long" }));
    expect(source.shown).toBe(first);
    expect(source.field).toBe('menu');
    expect(source.error).toBeInstanceOf(ApiError);
    source.want(order('pasta'));
    expect([source.error, source.field, source.waiting]).toEqual([null, null, false]);
  });

  it('asks again where it was too often, without a word', async () => {
    const { source, asked } = opened();
    source.want(order('pasta'));
    await vi.advanceTimersByTimeAsync(120);
    await asked[0]?.refuse(new ApiError(429, { code: 'too_many', retry_after: 5 } as never));
    expect(source.error).toBeNull();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveLength(2);
  });

  it('asks again when told to', async () => {
    const { source, asked } = opened();
    source.want(order('pasta'));
    await vi.advanceTimersByTimeAsync(120);
    await asked[0]?.refuse(new Offline());
    expect(source.error).toBeInstanceOf(Offline);
    source.again();
    await vi.advanceTimersByTimeAsync(0);
    const preview = await asked[1]?.answer();
    expect([source.shown, source.error]).toEqual([preview, null]);
  });

  it('asks nothing once it is closed', async () => {
    const { source, asked } = opened();
    source.want(order('pasta'));
    source.close();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(0);
  });
});
