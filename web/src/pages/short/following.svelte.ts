// A short that is looked at: read, heard of as it is made, and read again whenever something may have been missed.

import { api, must, once } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { ShortWithJob } from '../../api/types';
import { live } from '../../live.svelte';
import { session } from '../../session.svelte';
import { hear, isOver, type Progress, read } from './progress';

// Its place in the queue, and how long it takes, are told to whoever asks.
const LOOK_MS = 6000;
const AGAIN_MS = 3000;

export class Following {
  short = $state.raw<ShortWithJob | null>(null);
  progress = $state.raw<Progress | null>(null);
  /** When it will be done, in milliseconds since 1970, if anybody can know. */
  doneAt = $state<number | null>(null);
  /** Why it cannot be shown. */
  error = $state.raw<unknown>(null);
  /** True if it was seen to come to its end, not found ended. */
  wasSeen = $state(false);

  readonly #id: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOpen = true;
  #isLooking = false;
  #isStale = false;

  constructor(id: string) {
    this.#id = id;
    void this.look();
  }

  /** Follow it until the returned function is called. */
  begin(): () => void {
    const stop = live.listen((happening) => {
      const known = this.progress;
      if (!known) return;
      const heard = hear(known, happening);
      this.#take(heard.progress);
      if (heard.look) void this.look();
    });
    const seen = (): void => {
      if (document.visibilityState === 'visible') void this.look();
    };
    document.addEventListener('visibilitychange', seen);
    addEventListener('pageshow', seen);
    addEventListener('online', seen);
    return () => {
      this.#isOpen = false;
      clearTimeout(this.#timer);
      stop();
      document.removeEventListener('visibilitychange', seen);
      removeEventListener('pageshow', seen);
      removeEventListener('online', seen);
    };
  }

  /** Read it anew. Asked for while it is being read, it is read once more after that. */
  async look(): Promise<void> {
    if (this.#isLooking) {
      this.#isStale = true;
      return;
    }
    this.#isLooking = true;
    clearTimeout(this.#timer);
    let pause = LOOK_MS;
    try {
      this.#show(must(await api.GET('/api/shorts/{short_id}', { params: { path: { short_id: this.#id } } })));
      this.error = null;
    } catch (error) {
      pause = AGAIN_MS;
      // What is shown already stays: a line that is cut comes back.
      if (!this.short || (error instanceof ApiError && error.status === 404)) this.error = error;
    }
    this.#isLooking = false;
    if (!this.#isOpen) return;
    if (this.#isStale) {
      this.#isStale = false;
      void this.look();
    } else if (!this.short ? this.#isWorthAsking() : !isOver(this.progress?.state ?? this.short.state)) {
      this.#timer = setTimeout(() => void this.look(), pause);
    }
  }

  async cancel(): Promise<void> {
    this.#show(must(await api.POST('/api/shorts/{short_id}/cancel', { params: { path: { short_id: this.#id } } })));
    await session.refresh();
  }

  /** The same order once more. */
  async retry(): Promise<void> {
    const job = this.short?.job;
    if (!job) return;
    must(await api.POST('/api/jobs/{job_id}/retry', { params: { path: { job_id: job.id } }, headers: once() }));
    await Promise.all([this.look(), session.refresh()]);
  }

  async remove(): Promise<void> {
    must(await api.DELETE('/api/shorts/{short_id}', { params: { path: { short_id: this.#id } } }));
  }

  #isWorthAsking(): boolean {
    return !(this.error instanceof ApiError) || this.error.status >= 500;
  }

  #show(short: ShortWithJob): void {
    const eta = short.job?.etaSeconds;
    this.doneAt = eta == null ? null : Date.now() + 1000 * eta;
    this.short = short;
    if (short.job) this.#take(read(this.progress, short.job));
  }

  #take(next: Progress): void {
    const before = this.progress;
    this.progress = next;
    if (!before || isOver(before.state) === isOver(next.state)) return;
    if (isOver(next.state)) this.wasSeen = true;
    // Credits were taken or given back.
    void session.refresh();
  }
}
