// The state of the page: the draft and its files, kept on the phone as they change, until an order was accepted.

import { api, must } from '../../api/client';
import { boot } from '../../boot';
import { session } from '../../session.svelte';
import { type Draft, draftOf, emptyDraft, OWN, type Request } from './draft';
import { type KeptFile, keptFile, Photo } from './files.svelte';
import { forget, keep, kept } from './shelf';

/** What stands on the shelf. */
interface Shelved {
  readonly draft: Draft;
  readonly photo: KeptFile | null;
  readonly sound: KeptFile | null;
  readonly placed: Placed | null;
  readonly wantedAt: number | null;
}

/** An order that was sent and not answered: sent again with its key, it is the same order. */
export interface Placed {
  readonly key: string;
  readonly body: string;
}

const KEEP_AFTER_MS = 400;
// Whoever signed in to order goes on by themselves; whoever comes back later than this presses the button again.
const WANTED_FOR_MS = 30 * 60_000;

export class Desk {
  /** The short that is made again, and what it was ordered with. */
  readonly again: string | null;
  request: Request | null = $state.raw(null);
  draft: Draft = $state(emptyDraft(boot.templates[0]?.id));
  readonly photo = new Photo();
  sound: KeptFile | null = $state.raw(null);
  placed: Placed | null = null;
  wantedAt: number | null = null;
  isReady = $state(false);
  /** True if something was written here before this visit. */
  isRestored = $state(false);
  #isOrdered = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(again: string | null) {
    this.again = again;
  }

  get template() {
    return boot.templates.find(({ id }) => id === this.draft.template);
  }

  get shopName(): string {
    return this.draft.shopName ?? session.shop?.name ?? '';
  }

  get logoId(): string | null {
    return this.draft.logoId === undefined ? (session.shop?.logoId ?? null) : this.draft.logoId;
  }

  /** Take up what was left here; `arriving` is what this visit brings along instead of the photo. */
  async restore(arriving: { assetId: string | null; file: File | null }): Promise<void> {
    const shelved = await kept<Shelved>(this.#key);
    if (shelved) {
      this.draft = { ...emptyDraft(), ...shelved.draft };
      this.sound = shelved.sound;
      this.placed = shelved.placed;
      this.wantedAt = shelved.wantedAt;
    }
    if (!boot.templates.some(({ id }) => id === this.draft.template)) this.draft.template = boot.templates[0]?.id ?? '';
    if (this.again) await this.#repeat(this.again, !shelved);
    const photo = arriving.file
      ? keptFile(arriving.file)
      : arriving.assetId
        ? { file: null, name: '', assetId: arriving.assetId, uploadId: null }
        : (shelved?.photo ?? null);
    this.isRestored = !this.again && !!shelved && (!!shelved.photo || !!shelved.draft.menu || !!shelved.draft.price);
    this.isReady = true;
    if (photo) await this.photo.take(photo);
  }

  /** True, once, if the order was already wished for when the owner went to sign in. */
  takeWish(): boolean {
    const isFresh = this.wantedAt !== null && Date.now() - this.wantedAt < WANTED_FOR_MS;
    this.wantedAt = null;
    return isFresh;
  }

  /** Keep everything, soon: while somebody types, not at each letter. */
  keepSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.keepNow(), KEEP_AFTER_MS);
  }

  async keepNow(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#isOrdered) return;
    const { placed, wantedAt, sound } = this;
    const draft = $state.snapshot(this.draft);
    await keep(this.#key, { draft, photo: this.photo.kept, sound, placed, wantedAt } satisfies Shelved);
  }

  /** The order was accepted: nothing of it is kept here any more. */
  async finish(): Promise<void> {
    this.#isOrdered = true;
    clearTimeout(this.#timer);
    await forget(this.#key);
  }

  async startAnew(): Promise<void> {
    this.draft = emptyDraft(this.draft.template);
    this.photo.clear();
    this.sound = null;
    this.placed = null;
    this.isRestored = false;
    await this.keepNow();
  }

  async #repeat(id: string, isNew: boolean): Promise<void> {
    const short = must(await api.GET('/api/shorts/{short_id}', { params: { path: { short_id: id } } }));
    this.request = short.request;
    if (!short.request || !isNew) return;
    this.draft = draftOf(short.request);
    if (this.draft.music === OWN) this.sound = { file: null, name: '', assetId: short.request.musicId, uploadId: null };
    if (short.photoId) await this.photo.take({ file: null, name: '', assetId: short.photoId, uploadId: null });
  }

  get #key(): string {
    return this.again ? `again ${this.again}` : 'draft';
  }
}
