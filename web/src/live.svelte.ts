// What happens to the account's things, as it happens: a WebSocket, or the same by asking, from the last number seen on.

import { api } from './api/client';
import { session } from './session.svelte';

export interface Happening {
  readonly seq: number;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

type Listener = (happening: Happening) => void;

export type Line = 'socket' | 'polling' | 'offline';

const POLL_MS = 1500;
const HELLO_MS = 4000;
const SILENT_MS = 40_000;
const LONGEST_PAUSE_MS = 30_000;
// A socket that never spoke this often is behind something that lets none through.
const TRIES = 2;
const SIGNED_OUT = 4401;

class Live {
  line: Line = $state('offline');
  #listeners = new Set<Listener>();
  #seq: number | null = null;
  #socket: WebSocket | null = null;
  #timer = 0;
  #failures = 0;
  #isOn = false;
  #run = 0;

  /** Hear what happens from now on. The line is kept while anybody listens. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (!this.#isOn) this.#begin();
    return () => {
      this.#listeners.delete(listener);
      if (!this.#listeners.size) this.#end();
    };
  }

  #begin(): void {
    this.#isOn = true;
    addEventListener('online', this.#again);
    addEventListener('offline', this.#lost);
    document.addEventListener('visibilitychange', this.#seen);
    this.#connect();
  }

  #end(): void {
    this.#isOn = false;
    removeEventListener('online', this.#again);
    removeEventListener('offline', this.#lost);
    document.removeEventListener('visibilitychange', this.#seen);
    this.#drop();
    this.#seq = null;
    this.line = 'offline';
  }

  /** Begin anew at once: the network is back, or the device was asleep. */
  #again = (): void => {
    this.#failures = 0;
    this.#connect();
  };

  #lost = (): void => {
    this.line = 'offline';
  };

  #seen = (): void => {
    if (document.visibilityState === 'visible' && this.line !== 'socket') this.#again();
  };

  #drop(): void {
    this.#run += 1;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #connect(): void {
    this.#drop();
    if (!this.#isOn || !session.account) return;
    if (this.#failures >= TRIES) {
      void this.#poll(this.#run);
      return;
    }
    const run = this.#run;
    const address = new URL('/api/events', location.href.replace(/^http/, 'ws'));
    if (this.#seq !== null) address.searchParams.set('after', String(this.#seq));
    const socket = new WebSocket(address);
    this.#socket = socket;
    this.#watch(run, HELLO_MS);
    socket.onmessage = ({ data }) => {
      if (run !== this.#run) return;
      this.#failures = 0;
      this.line = 'socket';
      this.#watch(run, SILENT_MS);
      this.#hear(JSON.parse(String(data)) as Partial<Happening> & { after?: number });
    };
    socket.onclose = ({ code }) => {
      if (run !== this.#run) return;
      this.#failures += 1;
      if (code === SIGNED_OUT) session.isOver = true;
      this.#later(run, () => this.#connect());
    };
  }

  /** A socket that says nothing for longer than its heartbeat is dead, whatever the browser thinks of it. */
  #watch(run: number, patience: number): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      if (run !== this.#run) return;
      this.#failures += 1;
      this.#connect();
    }, patience);
  }

  async #poll(run: number): Promise<void> {
    try {
      const query = this.#seq === null ? {} : { after: this.#seq };
      const { data, response } = await api.GET('/api/events', { params: { query } });
      if (run !== this.#run) return;
      if (data) {
        this.line = 'polling';
        for (const item of data.items) this.#hear(item);
        this.#seq = data.seq;
        if (data.more) return await this.#poll(run);
      } else if (response.status === 401) {
        session.isOver = true;
        this.line = 'offline';
        return;
      }
    } catch {
      if (run !== this.#run) return;
      this.line = 'offline';
    }
    this.#timer = window.setTimeout(() => void this.#poll(run), this.line === 'polling' ? POLL_MS : 2 * POLL_MS);
  }

  #hear(message: Partial<Happening> & { after?: number }): void {
    if (message.seq === undefined) {
      this.#seq ??= message.after ?? null;
      return;
    }
    // Told again after a reconnect: heard before.
    if (this.#seq !== null && message.seq <= this.#seq) return;
    this.#seq = message.seq;
    const happening = { seq: message.seq, kind: message.kind ?? '', data: message.data ?? {} };
    for (const listener of this.#listeners) listener(happening);
  }

  #later(run: number, act: () => void): void {
    clearTimeout(this.#timer);
    const pause = Math.min(LONGEST_PAUSE_MS, 300 * 2 ** this.#failures);
    this.#timer = window.setTimeout(() => run === this.#run && act(), pause);
  }

  /** After another sign-in: what was heard belongs to another account. */
  restart(): void {
    this.#seq = null;
    this.#failures = 0;
    if (this.#isOn) this.#connect();
  }
}

export const live = new Live();
