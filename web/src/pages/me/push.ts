// Notices on this very device: whether it can have them, and its subscription.

import { api, must } from '../../api/client';

/**
 * `install`: an iPhone, where only a page on the home screen may ask. `denied`: the owner said no to this page once, and
 * only the browser's own settings change that.
 */
export type Standing = 'unsupported' | 'install' | 'denied' | 'off' | 'on';

/** What is known of a device. */
export interface Sight {
  readonly hasPush: boolean;
  readonly isApple: boolean;
  readonly isInstalled: boolean;
  readonly permission: NotificationPermission;
  /** It is subscribed, and the service knows it. */
  readonly isKnown: boolean;
}

/** The browser has no way to its push service, or none at all. */
export class Unreachable extends Error {}

/** The owner closed the browser's question, or said no. */
export class NotAllowed extends Error {}

const KEPT_AS = 'sajangpick.push';

export function standingOf({ hasPush, isApple, isInstalled, permission, isKnown }: Sight): Standing {
  if (!hasPush) return isApple && !isInstalled ? 'install' : 'unsupported';
  if (permission === 'denied') return 'denied';
  return permission === 'granted' && isKnown ? 'on' : 'off';
}

/** Looks at this device. `known` are the ids of the account's listeners. */
export async function look(known: ReadonlySet<string>): Promise<Standing> {
  const hasPush = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
  const worker = hasPush ? await navigator.serviceWorker.getRegistration() : undefined;
  const subscription = await worker?.pushManager.getSubscription();
  const own = listenerHere();
  return standingOf({
    hasPush,
    isApple: /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1),
    isInstalled: matchMedia('(display-mode: standalone)').matches,
    permission: hasPush ? Notification.permission : 'default',
    isKnown: Boolean(subscription) && own !== null && known.has(own),
  });
}

/** Asks the owner, subscribes and tells the service. Must follow a tap. Returns the listener's id. */
export async function subscribe(): Promise<string> {
  // First, while the tap still counts: some browsers let nothing stand between.
  if ((await Notification.requestPermission()) !== 'granted') throw new NotAllowed();
  const { publicKey } = must(await api.GET('/api/listeners/push-key'));
  const worker = (await navigator.serviceWorker.getRegistration()) ?? (await navigator.serviceWorker.register('/sw.js'));
  await ready(worker);
  const { endpoint, keys } = (await subscription(worker, publicKey)).toJSON();
  if (!endpoint || !keys?.p256dh || !keys.auth) throw new Unreachable();
  const body = { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } };
  const { id } = must(await api.PUT('/api/listeners/browsers', { body }));
  remember(id);
  return id;
}

/** The service tells this device no more, and neither does the browser. */
export async function unsubscribe(): Promise<void> {
  const id = listenerHere();
  if (id) await forget(id);
  const worker = await navigator.serviceWorker.getRegistration();
  await (await worker?.pushManager.getSubscription())?.unsubscribe();
  remember(null);
}

/** The listener that this device is. */
export function listenerHere(): string | null {
  return localStorage.getItem(KEPT_AS);
}

/** URL-safe base64 without padding → bytes. */
export function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  const plain = atob(key.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

async function subscription(worker: ServiceWorkerRegistration, publicKey: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey: bytesOf(publicKey) };
  try {
    return await worker.pushManager.subscribe(options);
  } catch (error) {
    // Subscribed before under a key that the service has no more: begin anew.
    const old = error instanceof DOMException && error.name === 'InvalidStateError';
    if (!old) throw new Unreachable();
    await (await worker.pushManager.getSubscription())?.unsubscribe();
    return worker.pushManager.subscribe(options).catch(() => {
      throw new Unreachable();
    });
  }
}

async function ready(worker: ServiceWorkerRegistration): Promise<void> {
  if (!worker.active) await navigator.serviceWorker.ready;
}

async function forget(id: string): Promise<void> {
  const answer = await api.DELETE('/api/listeners/{listener_id}', { params: { path: { listener_id: id } } });
  // It was removed before, at another device.
  if (answer.response.status !== 404) must(answer);
}

function remember(id: string | null): void {
  if (id) localStorage.setItem(KEPT_AS, id);
  else localStorage.removeItem(KEPT_AS);
}
