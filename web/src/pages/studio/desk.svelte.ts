// The studio at work: what is open, what was set, what was ordered, and the tree that all of it grows into.

import { api, must, newKey, once } from '../../api/client';
import type { Creation, CreationKind, CreationWithProgress, EngineOffer } from '../../api/types';
import { boot } from '../../boot';
import { askedFirst, lengthFor, lengthsOf, offered, stillOffered } from '../../engines/offers';
import { live, type Happening } from '../../live.svelte';
import { session } from '../../session.svelte';
import { clipOrder, type Draft, draftOf, EMPTY, LENGTHS, pictureOrder, promptOrder, toldText } from './draft';
import { FRESH, type Kept, keep, type Placed, taken } from './kept';
import { isMissing, treeAround } from './kin';
import { heard, later, type Progress } from './progress';
import { standingsOf, type Step } from './steps';
import { isOver, lineTo, NOTHING, type Open, openAt } from './tree';

// Its place in the queue, and how long it takes, are told to whoever asks.
const LOOK_MS = 4000;
const FRESH_MS = 10_000;
const ENDS = new Set(['job.succeeded', 'job.failed', 'job.canceled']);

export class Desk {
  draft: Draft = $state(EMPTY);
  open: Open = $state.raw(NOTHING);
  /** The tree that is worked on. */
  items: readonly Creation[] = $state.raw([]);
  progress: Readonly<Record<string, Progress>> = $state.raw({});
  offers: readonly EngineOffer[] = $state.raw([]);
  /** The step whose order is on its way. */
  busy: Step | null = $state(null);
  errors: Readonly<Partial<Record<Step | 'tree', unknown>>> = $state.raw({});
  isLoading = $state(false);

  readonly prompt = $derived(this.#named(this.open.prompt));
  readonly picture = $derived(this.#named(this.open.picture));
  readonly clip = $derived(this.#named(this.open.clip));
  /** Seconds that whoever makes the clip makes. */
  readonly lengths = $derived(lengthsOf(askedFirst(this.offers, 'clip', this.draft.engines.clip), LENGTHS));
  /** The draft as it can be ordered: from those who are here, and as long as they make it. */
  readonly asked: Draft = $derived.by(() => {
    const { engines } = this.draft;
    const still = (kind: CreationKind): string => stillOffered(this.offers, kind, engines[kind]);
    return {
      ...this.draft,
      seconds: lengthFor(this.lengths, this.draft.seconds),
      engines: { prompt: still('prompt'), picture: still('picture'), clip: still('clip') },
    };
  });
  readonly standings = $derived(standingsOf({ prompt: this.prompt, picture: this.picture, clip: this.clip }, this.busy));

  readonly #accountId = session.account?.id ?? '';
  #placed: Kept['placed'] = $state.raw(FRESH.placed);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #run = 0;
  #freshAt = 0;

  constructor() {
    const { draft, open, placed } = taken(this.#accountId);
    this.draft = draft;
    this.open = open;
    this.#placed = placed;
  }

  /** Follow what is made until the returned function is called. `creationId`: what a link leads to. */
  begin(creationId: string | null): () => void {
    const stop = live.listen((happening) => this.#hear(happening));
    const seen = (): void => {
      if (document.visibilityState === 'visible') void this.look();
    };
    document.addEventListener('visibilitychange', seen);
    addEventListener('online', seen);
    void (creationId ? this.show(creationId) : this.look());
    void this.#offered();
    return () => {
      this.#run += 1;
      clearTimeout(this.#timer);
      stop();
      document.removeEventListener('visibilitychange', seen);
      removeEventListener('online', seen);
    };
  }

  /** Write all of it down for the next time. */
  keep(): void {
    keep({ draft: $state.snapshot(this.draft), open: this.open, placed: this.#placed }, this.#accountId);
  }

  priceOf(kind: 'picture' | 'clip'): number {
    return askedFirst(this.offers, kind, this.draft.engines[kind])?.credits ?? boot.prices[kind];
  }

  choose(kind: CreationKind, engine: string): void {
    this.draft = { ...this.draft, engines: { ...this.draft.engines, [kind]: engine } };
  }

  /** Read the tree anew. */
  async look(): Promise<void> {
    const at = this.open.clip ?? this.open.picture ?? this.open.prompt;
    if (!at) return;
    const run = ++this.#run;
    this.isLoading = !this.items.length;
    try {
      const items = await treeAround(at, this.items);
      if (run !== this.#run) return;
      this.items = items;
      this.#fail('tree', null);
    } catch (error) {
      if (run !== this.#run) return;
      if (isMissing(error)) this.#forget(at);
      else if (!this.items.length) this.#fail('tree', error);
    } finally {
      if (run === this.#run) this.isLoading = false;
    }
    this.#follow();
  }

  /** A link has ended: read the tree anew, but not for every picture that is gone. */
  async freshen(): Promise<void> {
    if (Date.now() - this.#freshAt < FRESH_MS) return;
    this.#freshAt = Date.now();
    await this.look();
  }

  /** Work on another tree, or on another part of this one; unfolded to be taken again with changes. */
  async show(creationId: string): Promise<void> {
    if (!this.#named(creationId)) {
      this.isLoading = true;
      try {
        this.items = await treeAround(creationId, []);
        this.#fail('tree', null);
      } catch (error) {
        this.#fail('tree', error);
        return;
      } finally {
        this.isLoading = false;
      }
    }
    this.open = openAt(this.items, creationId);
    this.draft = [this.prompt, this.picture, this.clip].reduce<Draft>(
      (draft, each) => (each ? draftOf(draft, each, this.#named(each.parentId)) : draft),
      { ...EMPTY, voice: this.draft.voice },
    );
    this.errors = {};
    this.#follow();
  }

  /** Choose among what was made already. What is being written stays. */
  pick(creation: Creation): void {
    const isClip = creation.kind === 'clip';
    const isUnsent = this.prompt && this.picture && toldText(this.draft, this.prompt) !== this.picture.fields['prompt'];
    this.open = isClip ? { ...this.open, clip: creation.id } : { ...this.open, picture: creation.id, clip: null };
    if (isClip || !isUnsent) this.draft = draftOf(this.draft, creation, this.#named(creation.parentId));
    this.#follow();
  }

  /** A new tree; the old one stays in the list. */
  startAnew(draft: Draft = { ...EMPTY, voice: this.draft.voice }): void {
    this.#run += 1;
    this.open = NOTHING;
    this.items = [];
    this.draft = draft;
    this.errors = {};
  }

  /** Have a prompt written: a first one, or another try. It costs nothing. */
  async write(): Promise<boolean> {
    return this.#order('idea', async () => {
      const body = promptOrder(this.asked, this.open.prompt);
      const made = must(await api.POST('/api/prompts', { body }));
      this.draft = { ...this.draft, korean: null, english: null, negative: null };
      this.#put(made);
      this.open = { prompt: made.id, picture: null, clip: null };
    });
  }

  async draw(): Promise<boolean> {
    const { prompt, picture } = this;
    if (!prompt) return false;
    return this.#order('picture', async () => {
      const body = pictureOrder(this.asked, prompt, picture);
      const made = await this.#paid('picture', body, (headers) => api.POST('/api/images', { body, headers }));
      this.#put(made);
      this.open = { ...this.open, picture: made.id, clip: null };
    });
  }

  async animate(): Promise<boolean> {
    const { prompt, picture, clip } = this;
    if (!picture) return false;
    return this.#order('clip', async () => {
      const body = clipOrder(this.asked, picture, prompt, clip);
      const made = await this.#paid('clip', body, (headers) => api.POST('/api/videos', { body, headers }));
      this.#put(made);
      this.open = { ...this.open, clip: made.id };
    });
  }

  /** Stop the making of it; what was held for it comes back. */
  async cancel({ jobId }: Creation): Promise<void> {
    if (!jobId) return;
    must(await api.POST('/api/jobs/{job_id}/cancel', { params: { path: { job_id: jobId } } }));
    await Promise.all([this.look(), session.refresh()]);
  }

  /** The same order once more. */
  async retry({ jobId }: Creation): Promise<void> {
    if (!jobId) return;
    must(await api.POST('/api/jobs/{job_id}/retry', { params: { path: { job_id: jobId } }, headers: once() }));
    await Promise.all([this.look(), session.refresh()]);
  }

  async remove({ id, parentId }: Creation): Promise<void> {
    must(await api.DELETE('/api/creations/{creation_id}', { params: { path: { creation_id: id } } }));
    this.items = this.items.filter((each) => each.id !== id);
    if (!Object.values(this.open).includes(id)) return;
    const next = this.#named(parentId) ?? this.items.find((each) => each.parentId === id);
    if (next) this.open = openAt(this.items, next.id);
    else this.startAnew();
  }

  #named(id: string | null): Creation | null {
    return this.items.find((each) => each.id === id) ?? null;
  }

  #fail(step: Step | 'tree', error: unknown): void {
    this.errors = { ...this.errors, [step]: error };
  }

  async #order(step: Step, place: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = step;
    this.#fail(step, null);
    try {
      await place();
      return true;
    } catch (error) {
      this.#fail(step, error);
      return false;
    } finally {
      this.busy = null;
      this.#follow();
      if (step !== 'idea') void session.refresh();
    }
  }

  /** The same order keeps its key until it is answered, also over a reload: it is paid once. */
  async #paid(
    step: 'picture' | 'clip',
    body: object,
    send: (headers: { 'Idempotency-Key': string }) => Promise<{ data?: CreationWithProgress; error?: unknown; response: Response }>,
  ): Promise<CreationWithProgress> {
    const written = JSON.stringify(body);
    const before = this.#placed[step];
    const placed: Placed = before?.body === written ? before : { body: written, key: newKey() };
    this.#placed = { ...this.#placed, [step]: placed };
    this.keep();
    const answer = await send(once(placed.key));
    if (answer.response.status < 500) this.#placed = { ...this.#placed, [step]: null };
    const made = must(answer);
    // An answer from before is how it was then.
    return isOver(made) ? made : must(await api.GET('/api/creations/{creation_id}', { params: { path: { creation_id: made.id } } }));
  }

  #put(creation: Creation | CreationWithProgress): void {
    const before = this.#named(creation.id);
    this.items = before ? this.items.map((each) => (each === before ? creation : each)) : [...this.items, creation];
    if ('progress' in creation && creation.progress) this.#advance(creation.id, creation.kind, creation.progress);
  }

  #advance(id: string, kind: CreationKind, next: Progress): void {
    this.progress = { ...this.progress, [id]: later(kind, this.progress[id] ?? null, next) };
  }

  #hear(happening: Happening): void {
    const id = happening.data['creationId'];
    const known = typeof id === 'string' ? this.#named(id) : null;
    if (!known) return;
    const next = heard(happening);
    if (next && !isOver(known)) {
      this.#advance(known.id, known.kind, next);
      if (known.state === 'queued') this.#put({ ...known, state: 'running' });
    } else if (ENDS.has(happening.kind)) {
      void this.look();
      void session.refresh();
    }
  }

  /** While something is made that is looked at, ask how it goes: not everything is told. */
  #follow(): void {
    clearTimeout(this.#timer);
    const making = this.items.filter((each) => !isOver(each));
    if (making.length) this.#timer = setTimeout(() => void this.#ask(making), LOOK_MS);
  }

  async #ask(making: readonly Creation[]): Promise<void> {
    const run = this.#run;
    for (const { id } of making) {
      try {
        const { data } = await api.GET('/api/creations/{creation_id}', { params: { path: { creation_id: id } } });
        if (run !== this.#run) return;
        if (data && this.#named(id)) this.#put(data);
        if (data && isOver(data)) void session.refresh();
      } catch {
        // A line that is cut comes back; what is made goes on.
      }
    }
    if (run === this.#run) this.#follow();
  }

  #forget(id: string): void {
    const line = lineTo(this.items, id);
    const next = line.findLast((each) => each.id !== id);
    const { prompt, picture } = this.open;
    if (next) this.open = openAt(this.items, next.id);
    else if (id !== prompt) this.open = { prompt, picture: id === picture ? null : picture, clip: null };
    else this.open = NOTHING;
    if (this.open !== NOTHING) void this.look();
  }

  async #offered(): Promise<void> {
    try {
      this.offers = await offered();
    } catch {
      // The prices that came with the page hold until they are known better.
    }
  }
}
