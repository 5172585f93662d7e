// The queue as it is now, asked for every few seconds while the administration is open and in sight.

import { api, must } from '../../api/client';
import type { components } from '../../api/schema';
import { remembered, type Sample } from './depth';

const EVERY_MS = 2500;

class Queue {
  now: components['schemas']['Queue'] | null = $state.raw(null);
  samples: readonly Sample[] = $state.raw([]);
  failure: unknown = $state.raw(null);

  /** Look from now on, until the answer is called. What was seen before is kept as long as the page lives. */
  watch(): () => void {
    let isOn = true;
    let timer = 0;
    const look = async (): Promise<void> => {
      if (document.visibilityState === 'visible') await this.look();
      if (isOn) timer = window.setTimeout(look, EVERY_MS);
    };
    const seen = (): void => {
      if (document.visibilityState === 'visible') void this.look();
    };
    void look();
    document.addEventListener('visibilitychange', seen);
    return () => {
      isOn = false;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }

  async look(): Promise<void> {
    try {
      const found = must(await api.GET('/api/admin/queue'));
      this.now = found;
      this.samples = remembered(this.samples, { at: Date.now(), queued: found.queued, running: found.running });
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
  }
}

export const queue = new Queue();
