// What a browser calls itself, as an owner would call it.

export type Device = 'iphone' | 'ipad' | 'android' | 'tablet' | 'mac' | 'windows' | 'linux' | 'unknown';
export type Browser = 'kakaotalk' | 'naver' | 'instagram' | 'whale' | 'samsung' | 'edge' | 'firefox' | 'chrome' | 'safari' | 'unknown';

export interface Agent {
  readonly device: Device;
  readonly browser: Browser;
}

// The first that fits: most browsers call themselves some other as well.
const DEVICES: readonly (readonly [Device, RegExp])[] = [
  ['iphone', /iPhone|iPod/],
  ['ipad', /iPad/],
  ['android', /Android.*Mobile/],
  ['tablet', /Android/],
  ['mac', /Macintosh/],
  ['windows', /Windows/],
  ['linux', /Linux|CrOS/],
];
const BROWSERS: readonly (readonly [Browser, RegExp])[] = [
  ['kakaotalk', /KAKAOTALK/i],
  ['naver', /NAVER\(/],
  ['instagram', /Instagram/],
  ['whale', /Whale\//],
  ['samsung', /SamsungBrowser\//],
  ['edge', /Edg(e|A|iOS)?\//],
  ['firefox', /(Firefox|FxiOS)\//],
  ['chrome', /(Chrome|CriOS|Chromium)\//],
  ['safari', /Safari\//],
];

export function agentOf(text: string): Agent {
  return { device: first(DEVICES, text) ?? 'unknown', browser: first(BROWSERS, text) ?? 'unknown' };
}

/** Whether it is held in a hand. */
export function isHandheld(device: Device): boolean {
  return device === 'iphone' || device === 'ipad' || device === 'android' || device === 'tablet';
}

function first<Name>(known: readonly (readonly [Name, RegExp])[], text: string): Name | undefined {
  return known.find(([, sign]) => sign.test(text))?.[0];
}
