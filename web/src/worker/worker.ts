/// <reference lib="webworker" />
// The page's service worker: the page opens without a line, takes photos that other apps share, and shows what is pushed.
//
// It keeps what the page is made of, and a shell that knows of no account. What the service answers is never kept.

import { addressOf, keeperOf, type Told } from './rules';

declare const self: ServiceWorkerGlobalScope;
/** Every file that the page is made of, and the name of this build; written here when the page is built. */
declare const FILES: readonly string[];
declare const BUILD: string;

const SHELL = '/offline-shell';
const KEPT = `page-${BUILD}`;
const SHARED = 'shared';

self.addEventListener('install', (event) => event.waitUntil(keep()));
self.addEventListener('activate', (event) => event.waitUntil(begin()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  switch (keeperOf(request.method, request.mode, new URL(request.url), self.location.origin)) {
    case 'share':
      event.respondWith(takeShared(request));
      break;
    case 'shell':
      event.respondWith(open(event));
      break;
    case 'file':
      event.respondWith(file(request));
      break;
    case 'line':
      break;
  }
});

self.addEventListener('push', (event) => {
  const told = (event.data?.json() ?? {}) as Told;
  const { title = '사장픽', body = '', url = '/' } = told;
  const address = addressOf(url, self.location.origin);
  // What is told twice, or by the page itself, takes the place of what was told before.
  const options = { body, icon: '/icons/icon-192.png', badge: '/icons/badge-96.png', tag: address, data: { url: address } };
  event.waitUntil(self.registration.showNotification(title, options));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { url = '/' } = (event.notification.data ?? {}) as Told;
  event.waitUntil(show(addressOf(url, self.location.origin)));
});

async function keep(): Promise<void> {
  const cache = await caches.open(KEPT);
  // Past the browser's own store: a shell of the build before would name files that are gone.
  await cache.addAll([new Request(SHELL, { cache: 'reload' }), ...FILES]);
  await self.skipWaiting();
}

/** The build before is kept beside this one: a page that is open still fetches parts of it. */
async function begin(): Promise<void> {
  const builds = (await caches.keys()).filter((name) => name.startsWith('page-') && name !== KEPT);
  for (const old of builds.slice(0, -1)) await caches.delete(old);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function open(event: FetchEvent): Promise<Response> {
  try {
    return ((await event.preloadResponse) as Response | undefined) ?? (await fetch(event.request));
  } catch {
    return (await caches.match(SHELL)) ?? Response.error();
  }
}

async function file(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && answer.status === 200) await (await caches.open(KEPT)).put(request, answer.clone());
  return answer;
}

async function takeShared(request: Request): Promise<Response> {
  const photo = (await request.formData()).get('photo');
  if (photo instanceof File) {
    const headers = { 'Content-Type': photo.type, 'X-File-Name': encodeURIComponent(photo.name) };
    await (await caches.open(SHARED)).put('/shared-photo', new Response(photo, { headers }));
  }
  return Response.redirect('/?shared=1', 303);
}

async function show(url: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const open = windows.find((each) => new URL(each.url).pathname === url) ?? windows[0];
  if (!open) {
    await self.clients.openWindow(url);
    return;
  }
  await open.focus();
  if (new URL(open.url).pathname !== url) await open.navigate(url);
}
