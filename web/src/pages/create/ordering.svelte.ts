// From the button to the order: what is missing, the files' way to the service, the order itself, sent once.

import { api, must, newKey, once } from '../../api/client';
import { ApiError, Offline } from '../../api/problem';
import type { ShortWithJob } from '../../api/types';
import { boot } from '../../boot';
import { go } from '../../router.svelte';
import { session } from '../../session.svelte';
import type { Desk } from './desk.svelte';
import { changesOf, type Field, missingIn, OWN, orderOf } from './draft';
import { sent } from './files.svelte';
import { writeShop } from './shop';

export type Phase = 'idle' | 'uploading' | 'ordering';

export class Ordering {
  phase: Phase = $state('idle');
  /** Of the photo's bytes, how many have left. */
  share = $state(0);
  error: unknown = $state.raw(null);
  #said: readonly Field[] = $state.raw([]);
  readonly #desk: Desk;
  #stop: AbortController | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** What was said to be missing when the button was pressed, and still is. */
  get missing(): readonly Field[] {
    const now = this.#missing();
    return this.#said.filter((field) => now.includes(field));
  }

  /** What broke off an order that goes on by itself once that is mended. */
  get brokenBy(): 'line' | 'session' | null {
    if (this.error instanceof Offline) return 'line';
    return this.error instanceof ApiError && this.error.status === 401 ? 'session' : null;
  }

  get isShort(): boolean {
    return !!session.account && session.balance < boot.prices.short;
  }

  /** Order it, or say what keeps it from being ordered. */
  async place(): Promise<void> {
    if (this.phase !== 'idle') return;
    const desk = this.#desk;
    this.error = null;
    this.#said = this.#missing();
    if (this.#said.length || this.isShort) return;
    if (!session.account) {
      desk.wantedAt = Date.now();
      await desk.keepNow();
      go(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`);
      return;
    }
    try {
      const short = await this.#ordered(desk);
      await desk.finish();
      void session.refresh();
      go(`/shorts/${short.id}`, { replace: desk.again !== null });
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) this.error = error;
      await desk.keepNow();
    } finally {
      this.phase = 'idle';
    }
  }

  /** Stop sending the photo; what has arrived is kept for the next time. */
  stop(): void {
    this.#stop?.abort();
  }

  #missing(): Field[] {
    const { photo, draft } = this.#desk;
    return [...(photo.kept && !photo.isRefused ? [] : (['photo'] as const)), ...missingIn(draft)];
  }

  async #ordered(desk: Desk): Promise<ShortWithJob> {
    // A short that is made again keeps the name of its own time.
    if (!desk.again) await writeShop({ name: desk.shopName.trim() });
    try {
      return await this.#sendAll(desk);
    } catch (error) {
      // A file that was sent before is gone from the store; where the phone still has it, it is sent again.
      if (!isMissingFile(error) || !desk.photo.kept?.file) throw error;
      desk.photo.kept = { ...desk.photo.kept, assetId: null };
      if (desk.sound?.file) desk.sound = { ...desk.sound, assetId: null };
      return this.#sendAll(desk);
    }
  }

  async #sendAll(desk: Desk): Promise<ShortWithJob> {
    const { photo, sound, draft } = desk;
    if (!photo.kept) throw new Error('there is no photo');
    const { signal } = (this.#stop = new AbortController());
    this.share = 0;
    this.phase = 'uploading';
    const photoId = await sent('photo', photo.kept, {
      keep: (kept) => {
        photo.kept = kept;
        desk.keepSoon();
      },
      onshare: (share) => (this.share = share),
      signal,
    });
    const isOwn = draft.music === OWN && sound !== null;
    const musicId = isOwn ? await sent('music', sound, { keep: (kept) => (desk.sound = kept), signal }) : null;
    this.phase = 'ordering';
    return this.#order(desk, photoId, musicId);
  }

  async #order(desk: Desk, photoId: string, musicId: string | null): Promise<ShortWithJob> {
    const order = orderOf($state.snapshot(desk.draft), { photoId, musicId });
    const changes = desk.again && desk.request ? changesOf(order, desk.request) : null;
    const body = JSON.stringify(changes ?? order);
    // The same order keeps its key until it is answered, also over a reload; another order is another one.
    if (desk.placed?.body !== body) desk.placed = { key: newKey(), body };
    await desk.keepNow();
    const headers = once(desk.placed.key);
    const answer =
      changes && desk.again
        ? await api.POST('/api/shorts/{short_id}/regenerate', {
            params: { path: { short_id: desk.again } },
            body: changes,
            headers,
          })
        : await api.POST('/api/shorts', { body: order, headers });
    if (answer.response.status < 500) desk.placed = null;
    return must(answer);
  }
}

const isMissingFile = (error: unknown): boolean => error instanceof ApiError && error.status === 404;
