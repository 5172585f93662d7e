// Where a Stage's preview comes from: asked for when the words hold still, the old picture staying until the new is here.

import { api, must } from '../api/client';
import { ApiError } from '../api/problem';
import { Kept } from './kept';
import { fieldOf, keyOf, type Preview, previewOf, type Wanted } from './wanted';

/** Asks for one preview; stops when told to. */
export type Ask = (wanted: Wanted, frameRate: number, signal: AbortSignal) => Promise<Preview>;

interface Options {
  /** Frames a second: 30 to play, 2 for a thumbnail, whose list is a tenth as large. */
  frameRate?: number;
  /** How long the words must hold still. Thumbnails wait longer than the stage: one ask a template adds up. */
  delayMs?: number;
  ask?: Ask;
  kept?: Kept<Preview>;
}

/** The frame rate and the patience of a thumbnail in a rail. */
export const THUMBNAIL = { frameRate: 2, delayMs: 450 } as const;

const STAGE = { frameRate: 30, delayMs: 120 } as const;
// A list for 30 frames a second is some 100 KB: going back and forth between templates and words stays free of asks.
const MOST_KEPT = 48;
const KEPT = new Kept<Preview>(MOST_KEPT);
// Where the service does not say how long to wait.
const USUAL_WAIT_SECONDS = 3;

export class PreviewSource {
  /** The newest preview there is: of what is wanted, or of what was wanted before while that is on its way or refused. */
  shown = $state.raw<Preview | null>(null);
  /** Why what is wanted now cannot be shown. */
  error = $state.raw<unknown>(null);
  /** The field that the error is about, if any: `menu`, `price`, `words.cta`. */
  field = $state<string | null>(null);
  waiting = $state(false);

  readonly #frameRate: number;
  readonly #delayMs: number;
  readonly #ask: Ask;
  readonly #kept: Kept<Preview>;
  #key = '';
  #again: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: AbortController | null = null;

  constructor(options: Options = {}) {
    this.#frameRate = options.frameRate ?? STAGE.frameRate;
    this.#delayMs = options.delayMs ?? STAGE.delayMs;
    this.#ask = options.ask ?? askService;
    this.#kept = options.kept ?? KEPT;
  }

  /** Show this, soon. The same as before changes nothing; null gives up what was asked and keeps the picture. */
  want(wanted: Wanted | null): void {
    const key = wanted ? keyOf(wanted, this.#frameRate) : '';
    if (key === this.#key) return;
    this.#giveUp();
    this.#key = key;
    if (!wanted) return;
    const kept = this.#kept.get(key);
    if (kept) this.#show(kept);
    else this.#askIn(wanted, this.#delayMs);
  }

  /** Ask once more for what was refused or did not come. */
  again(): void {
    this.#again?.();
  }

  /** Nobody looks any more. */
  close(): void {
    this.#giveUp();
    this.#key = '';
  }

  #askIn(wanted: Wanted, delayMs: number): void {
    this.waiting = true;
    this.#timer = setTimeout(() => void this.#asked(wanted), delayMs);
  }

  async #asked(wanted: Wanted): Promise<void> {
    const key = this.#key;
    const stop = (this.#stop = new AbortController());
    try {
      const preview = await this.#ask(wanted, this.#frameRate, stop.signal);
      this.#kept.set(key, preview);
      if (!stop.signal.aborted) this.#show(preview);
    } catch (error) {
      if (!stop.signal.aborted) this.#fail(error, wanted);
    }
  }

  #show(preview: Preview): void {
    this.shown = preview;
    this.error = this.field = null;
    this.waiting = false;
    this.#again = null;
  }

  #fail(error: unknown, wanted: Wanted): void {
    if (error instanceof ApiError && error.status === 429) {
      // Somebody types faster than previews are given: nothing an owner could mend, so it is only late.
      this.#askIn(wanted, 1000 * (error.retryAfter ?? USUAL_WAIT_SECONDS));
      return;
    }
    this.error = error;
    this.field = fieldOf(error, wanted);
    this.waiting = false;
    this.#again = () => {
      this.#again = null;
      this.#askIn(wanted, 0);
    };
  }

  #giveUp(): void {
    clearTimeout(this.#timer);
    this.#stop?.abort();
    this.#stop = this.#again = null;
    this.waiting = false;
  }
}

async function askService(wanted: Wanted, frameRate: number, signal: AbortSignal): Promise<Preview> {
  const body = { words: {}, seed: 0, ...wanted };
  return previewOf(must(await api.POST('/api/preview', { params: { query: { frameRate } }, body, signal })));
}
