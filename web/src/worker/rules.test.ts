import { describe, expect, it } from 'vitest';

import { addressOf, keeperOf } from './rules';

const OURS = 'https://shop.example';
const asked = (path: string, method = 'GET', mode: RequestMode = 'cors'): string =>
  keeperOf(method, mode, new URL(path, OURS), OURS);

describe('who answers', () => {
  it.each([
    ['/', 'shell'],
    ['/shorts/01k2', 'shell'],
    ['/docs', 'line'],
    ['/files/token/short.mp4', 'line'],
    ['/api/sign-in/kakao', 'line'],
  ])('a page at %s: %s', (path, keeper) => expect(asked(path, 'GET', 'navigate')).toBe(keeper));

  it.each([
    ['/assets/index-1.js', 'file'],
    ['/samples/espresso.jpg', 'file'],
    ['/api/shorts', 'line'],
    ['https://bucket.example/assets/a.mp4', 'line'],
    ['/sw.js', 'line'],
  ])('a part at %s: %s', (path, keeper) => expect(asked(path)).toBe(keeper));

  it('takes photos that are shared, and no other post', () => {
    expect(asked('/share-target', 'POST', 'navigate')).toBe('share');
    expect(asked('/api/shorts', 'POST')).toBe('line');
  });
});

describe('where a notice leads', () => {
  it.each([
    [`${OURS}/shorts/01k2`, '/shorts/01k2'],
    ['/studio', '/studio'],
    ['https://elsewhere.example/shorts/1', '/'],
    ['http://[', '/'],
  ])('%s: %s', (url, path) => expect(addressOf(url, OURS)).toBe(path));
});
