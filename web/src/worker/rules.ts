// Who answers what a page asks for: decided by the address alone.

/** What a push or a notice carries. */
export interface Told {
  readonly title?: string;
  readonly body?: string;
  readonly url?: string;
}

/** `shell`: a page. `file`: a part of it, which never changes. `share`: a photo from another app. `line`: the service. */
export type Keeper = 'shell' | 'file' | 'share' | 'line';

const FILE = /^\/(assets|fonts|icons|samples)\//;
// Answered by the service alone, also as pages.
const SERVICE = /^\/(api|files|webhooks|docs|metrics|healthz|readyz)(\/|$)|^\/openapi\.json$/;

export function keeperOf(method: string, mode: RequestMode, url: URL, origin: string): Keeper {
  if (url.origin !== origin) return 'line';
  if (method === 'POST') return url.pathname === '/share-target' ? 'share' : 'line';
  if (method !== 'GET' || SERVICE.test(url.pathname)) return 'line';
  if (FILE.test(url.pathname)) return 'file';
  return mode === 'navigate' ? 'shell' : 'line';
}

/** The path of a link of ours; anybody else's leads to the first page. */
export function addressOf(url: string, origin: string): string {
  try {
    const found = new URL(url, origin);
    return found.origin === origin ? found.pathname + found.search : '/';
  } catch {
    return '/';
  }
}
