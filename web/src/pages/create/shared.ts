// A photo that another app shared with this one: the service worker has laid it in a cache.

const CACHE = 'shared';
const KEY = '/shared-photo';

/** The photo, once; null if there is none. */
export async function shared(): Promise<File | null> {
  if (!('caches' in globalThis)) return null;
  const cache = await caches.open(CACHE);
  const answer = await cache.match(KEY);
  if (!answer) return null;
  await cache.delete(KEY);
  const bytes = await answer.blob();
  return new File([bytes], decodeURIComponent(answer.headers.get('X-File-Name') ?? ''), { type: bytes.type });
}
