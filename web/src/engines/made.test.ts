import { expect, it } from 'vitest';

import { madeOf } from './made';

const why = { ko: '영상의 음식이 사진과 다른 음식이 돼요.', en: 'Another dish.' };

it('what was made is told with what was not used before it', () => {
  const tried = [
    { engine: 'far:one', ok: false, why: { ko: '이 엔진을 지금 쓸 수 없어요.', en: 'Not now.' }, measured: {} },
    { engine: 'runway:gen4_turbo', ok: false, why, measured: { colour: 0.4 } },
    { engine: 'runway:gen4_turbo', ok: true, why: { ko: '', en: '' }, measured: { colour: 0.1 } },
  ];
  expect(madeOf({ engine: 'runway:gen4_turbo', tried })).toEqual({
    engine: 'runway:gen4_turbo',
    before: [
      { engine: 'far:one', why: '이 엔진을 지금 쓸 수 없어요.', isLookedAt: false },
      { engine: 'runway:gen4_turbo', why: why.ko, isLookedAt: true },
    ],
  });
});

it('what nothing is kept of is not told', () => {
  expect(madeOf(null)).toBeNull();
  expect(madeOf({ tried: [] })).toBeNull();
  expect(madeOf({ engine: 'a:b' })).toEqual({ engine: 'a:b', before: [] });
  expect(madeOf({ engine: 'a:b', tried: ['x', { engine: 'c:d', ok: false }] })).toEqual({ engine: 'a:b', before: [] });
});
