// Browsers within apps: what they cannot do, and how to leave them.

export type App = 'kakaotalk' | 'instagram' | 'naver' | 'facebook' | 'line';

const SIGNS: readonly (readonly [App, RegExp])[] = [
  ['kakaotalk', /KAKAOTALK/i],
  ['instagram', /Instagram/i],
  ['naver', /NAVER\(/],
  ['facebook', /FBAN|FBAV/],
  ['line', /\bLine\//],
];

/** The app within which this browser is; null in a browser of its own. */
export function appOf(agent: string): App | null {
  return SIGNS.find(([, sign]) => sign.test(agent))?.[0] ?? null;
}

/**
 * An address that opens another one in the device's own browser, from within an app.
 * Null where the app's own menu is the only way: on iPhones but for KakaoTalk and LINE.
 */
export function outside(agent: string, address: string): string | null {
  const app = appOf(agent);
  if (app === null) return null;
  if (app === 'kakaotalk') return `kakaotalk://web/openExternal?url=${encodeURIComponent(address)}`;
  if (app === 'line') return withQuery(address, 'openExternalBrowser=1');
  if (!/Android/i.test(agent)) return null;
  const { host, pathname, search, protocol } = new URL(address);
  const scheme = protocol.replace(':', '');
  return `intent://${host}${pathname}${search}#Intent;scheme=${scheme};action=android.intent.action.VIEW;category=android.intent.category.BROWSABLE;end`;
}

function withQuery(address: string, more: string): string {
  return address + (address.includes('?') ? '&' : '?') + more;
}
