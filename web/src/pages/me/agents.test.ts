import { expect, it } from 'vitest';

import { agentOf, isHandheld } from './agents';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const GALAXY = 'Mozilla/5.0 (Linux; Android 14; SM-S921N) AppleWebKit/537.36 (KHTML, like Gecko)';

it.each([
  [`${IPHONE} Version/18.1 Mobile/15E148 Safari/604.1`, 'iphone', 'safari'],
  [`${IPHONE} Mobile/15E148 KAKAOTALK 11.0.0`, 'iphone', 'kakaotalk'],
  [`${IPHONE} Mobile/15E148 Safari/604.1 NAVER(inapp; search; 2000; 12.0.0)`, 'iphone', 'naver'],
  [`${GALAXY} SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36`, 'android', 'samsung'],
  [`${GALAXY} Chrome/131.0.0.0 Mobile Safari/537.36`, 'android', 'chrome'],
  ['Mozilla/5.0 (Linux; Android 14; SM-X910) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36', 'tablet', 'chrome'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0', 'windows', 'edge'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0.0.0 Whale/4.29.282.14 Safari/537.36', 'windows', 'whale'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0', 'mac', 'firefox'],
  ['curl/8.5.0', 'unknown', 'unknown'],
  ['', 'unknown', 'unknown'],
])('%s', (text, device, browser) => {
  expect(agentOf(text)).toEqual({ device, browser });
});

it('knows what is held in a hand', () => {
  expect(isHandheld('iphone')).toBe(true);
  expect(isHandheld('windows')).toBe(false);
});
