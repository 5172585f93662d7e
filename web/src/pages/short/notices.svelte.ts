// Notices of the device, for whoever looks at something else when a short is done. Asked for by a tap, never before.

import type { Short } from '../../api/types';

class Notices {
  permission = $state<NotificationPermission>('Notification' in globalThis ? Notification.permission : 'denied');
  /** True if the owner answered on this page. */
  wasAsked = $state(false);

  async ask(): Promise<void> {
    this.permission = await Notification.requestPermission();
    this.wasAsked = true;
  }

  /** Say that a short is done, unless its page is looked at. */
  show(title: string, { id, menu, coverUrl }: Short): void {
    if (this.permission !== 'granted' || document.visibilityState === 'visible') return;
    // The same tag as a push about it: the later one takes the place of the earlier.
    const more = { body: menu, tag: `/shorts/${id}`, data: { url: `/shorts/${id}` }, ...(coverUrl ? { image: coverUrl } : {}) };
    void navigator.serviceWorker?.getRegistration().then((worker) => worker?.showNotification(title, more));
  }
}

export const notices = new Notices();
