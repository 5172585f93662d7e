import { describe, expect, it } from 'vitest';

import { appOf, outside } from './browser';

const ANDROID = 'Mozilla/5.0 (Linux; Android 15; SM-S931N) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0 Mobile Safari/537.36';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const SAMSUNG = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0 Mobile Safari/537.36';
const FILE = 'https://shop.example.com/files/abc/%EC%83%88.mp4';

describe('a browser within an app', () => {
  it('is told by its name', () => {
    expect(appOf(`${ANDROID};KAKAOTALK 2510800`)).toBe('kakaotalk');
    expect(appOf(`${IPHONE} KAKAOTALK 25.9.1`)).toBe('kakaotalk');
    expect(appOf(`${ANDROID} Instagram 402.0.0.40 Android`)).toBe('instagram');
    expect(appOf(`${IPHONE} NAVER(inapp; search; 2000; 12.15.1)`)).toBe('naver');
    expect(appOf(`${IPHONE} [FBAN/FBIOS;FBAV/530.0]`)).toBe('facebook');
    expect(appOf(`${ANDROID} Line/15.17.0/IAB`)).toBe('line');
  });

  it('is not a browser of its own', () => {
    for (const agent of [ANDROID, IPHONE, SAMSUNG, `${ANDROID} Whale/1.0.0.0`, '']) expect(appOf(agent)).toBeNull();
  });

  it('is left by its own way', () => {
    expect(outside(`${IPHONE} KAKAOTALK`, FILE)).toBe(`kakaotalk://web/openExternal?url=${encodeURIComponent(FILE)}`);
    expect(outside(`${ANDROID} Instagram 402`, FILE)).toMatch(/^intent:\/\/shop\.example\.com\/files\/abc\/%EC%83%88\.mp4#Intent;scheme=https;.*end$/);
    expect(outside(`${IPHONE} Line/15.1`, `${FILE}?a=1`)).toBe(`${FILE}?a=1&openExternalBrowser=1`);
    expect(outside(`${IPHONE} Instagram 402`, FILE)).toBeNull();
    expect(outside(SAMSUNG, FILE)).toBeNull();
  });
});
