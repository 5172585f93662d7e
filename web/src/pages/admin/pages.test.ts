import { describe, expect, it } from 'vitest';

import { Pages, type Listing } from './pages.svelte';

const book: Record<string, Listing<number>> = {
  begin: { items: [5, 4], next: 'four' },
  four: { items: [3], next: null },
};

describe('a list page by page', () => {
  it('begins with the newest and goes on below', async () => {
    const pages = new Pages<number>(async (after) => book[after ?? 'begin']!);
    expect(pages.state).toBe('loading');
    await pages.begin();
    expect([pages.items, pages.next]).toEqual([[5, 4], 'four']);
    await pages.more();
    expect([pages.items, pages.next]).toEqual([[5, 4, 3], null]);
    await pages.more();
    expect(pages.items).toHaveLength(3);
  });

  it('keeps what is shown when the next page does not come, and can ask again', async () => {
    let isDown = false;
    const pages = new Pages<number>(async (after) => {
      if (isDown) throw new Error('down');
      return book[after ?? 'begin']!;
    });
    await pages.begin();
    isDown = true;
    await pages.more();
    expect([pages.items, pages.state, pages.isEmpty]).toEqual([[5, 4], 'ready', false]);
    expect(pages.failure).toBeInstanceOf(Error);
    isDown = false;
    await pages.more();
    expect([pages.items, pages.failure]).toEqual([[5, 4, 3], null]);
  });

  it('shows nothing of before when it cannot begin anew', async () => {
    let isDown = false;
    const pages = new Pages<number>(async () => {
      if (isDown) throw new Error('down');
      return book['begin']!;
    });
    await pages.begin();
    isDown = true;
    await pages.begin();
    expect([pages.items, pages.next, pages.isEmpty]).toEqual([[], null, false]);
  });

  it('drops an answer that was overtaken', async () => {
    const answers: ((listing: Listing<number>) => void)[] = [];
    const pages = new Pages<number>(() => new Promise((resolve) => answers.push(resolve)));
    const first = pages.begin();
    const second = pages.begin();
    answers[1]!({ items: [2] });
    answers[0]!({ items: [1] });
    await Promise.all([first, second]);
    expect(pages.items).toEqual([2]);
  });
});
