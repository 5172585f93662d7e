import { beforeEach, describe, expect, it, vi } from 'vitest';

import { Offline } from '../../api/problem';
import type { Account } from '../../api/types';
import { session } from '../../session.svelte';
import { Desk } from './desk.svelte';
import { Ordering } from './ordering.svelte';

const asked = vi.hoisted(() => ({
  posts: [] as { path: string; body: unknown; key: string }[],
  answers: [] as (number | Error)[],
  sent: [] as string[],
  went: [] as string[],
}));

vi.mock('../../api/client', async (original) => ({
  ...(await original<object>()),
  api: {
    GET: () => Promise.resolve({ response: new Response() }),
    POST(path: string, { body, headers }: { body: unknown; headers: Record<string, string> }) {
      asked.posts.push({ path, body, key: headers['Idempotency-Key'] ?? '' });
      const answer = asked.answers.shift() ?? 201;
      if (answer instanceof Error) return Promise.reject(answer);
      const response = new Response('', { status: answer });
      return Promise.resolve(response.ok ? { data: { id: 'short-1' }, response } : { error: {}, response });
    },
  },
}));
vi.mock('../../router.svelte', () => ({ go: (address: string) => asked.went.push(address) }));
vi.mock('./files.svelte', async (original) => ({
  ...(await original<object>()),
  sent(kind: string, kept: { assetId: string | null }, how: { keep: (kept: object) => void }) {
    if (kept.assetId) return Promise.resolve(kept.assetId);
    asked.sent.push(kind);
    const assetId = `${kind}-${asked.sent.length}`;
    how.keep({ ...kept, assetId });
    return Promise.resolve(assetId);
  },
}));

beforeEach(() => {
  for (const list of Object.values(asked)) list.length = 0;
  vi.stubGlobal('location', { pathname: '/', search: '' });
  session.account = { balance: 3 } as Account;
});

function written(): { desk: Desk; ordering: Ordering } {
  const desk = new Desk(null);
  Object.assign(desk.draft, { menu: 'Espresso', price: '4500' });
  desk.photo.kept = { file: new Blob(['photo']), name: 'dish.jpg', assetId: null, uploadId: null };
  return { desk, ordering: new Ordering(desk) };
}

describe('the button', () => {
  it('says what is missing, until it is there', async () => {
    const desk = new Desk(null);
    const ordering = new Ordering(desk);
    await ordering.place();
    expect(ordering.missing).toEqual(['photo', 'menu', 'price']);
    desk.draft.menu = 'Espresso';
    expect(ordering.missing).toEqual(['photo', 'price']);
    expect(asked.posts).toEqual([]);
  });

  it('sends the photo, then the order, and goes to the short', async () => {
    const { ordering } = written();
    await ordering.place();
    expect(asked.sent).toEqual(['photo']);
    expect(asked.posts).toMatchObject([{ path: '/api/shorts', body: { photoId: 'photo-1', menu: 'Espresso' } }]);
    expect(asked.went).toEqual(['/shorts/short-1']);
  });

  it('sends a stranger to sign in, and remembers what was wished for', async () => {
    session.account = null;
    const { desk, ordering } = written();
    await ordering.place();
    expect(asked.went).toEqual(['/sign-in?to=%2F']);
    expect([desk.takeWish(), desk.takeWish()]).toEqual([true, false]);
  });

  it('orders nothing that cannot be paid for', async () => {
    session.account = { balance: 0 } as Account;
    const { ordering } = written();
    await ordering.place();
    expect([ordering.isShort, asked.posts]).toEqual([true, []]);
  });
});

describe('an order that was broken off', () => {
  it('knows whether the line or the session was to blame', async () => {
    const { ordering } = written();
    asked.answers.push(new Offline(), 401, 422);
    const broken: unknown[] = [];
    for (const _ of [1, 2, 3, 4]) {
      await ordering.place();
      broken.push(ordering.brokenBy);
    }
    expect(broken).toEqual(['line', 'session', null, null]);
  });
});

describe('an order whose answer was lost', () => {
  it('is the same order when it is sent again, and the photo is not sent again', async () => {
    const { ordering } = written();
    asked.answers.push(new Offline(), 503);
    for (const _ of [1, 2, 3]) await ordering.place();
    expect(new Set(asked.posts.map(({ key }) => key)).size).toBe(1);
    expect(asked.sent).toEqual(['photo']);
    expect(asked.went).toHaveLength(1);
  });

  it('is another one when it was changed meanwhile, or refused', async () => {
    const { desk, ordering } = written();
    asked.answers.push(new Offline(), 422);
    await ordering.place();
    desk.draft.menu = 'Latte';
    await ordering.place();
    await ordering.place();
    expect(new Set(asked.posts.map(({ key }) => key)).size).toBe(3);
  });

  it('sends the photo again where the store has lost it', async () => {
    const { ordering } = written();
    asked.answers.push(404);
    await ordering.place();
    expect(asked.sent).toEqual(['photo', 'photo']);
    expect(asked.went).toHaveLength(1);
  });
});
