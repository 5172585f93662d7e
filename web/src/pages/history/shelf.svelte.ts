// The owner's shorts as they are listed: a page at a time, the newest first, kept true by what is heard.

import { api, must } from '../../api/client';
import type { JobState, Short } from '../../api/types';
import { live, type Happening } from '../../live.svelte';
import { session } from '../../session.svelte';
import { shareOf } from '../short/progress';
import { EVERYTHING, type Filter, shows, statesOf } from './filter';

// Twelve fill a desktop, and six rows of a phone.
const PAGE = 12;
// A search looks through a part of the list at a time, and may find nothing in it.
const MOST_EMPTY_PAGES = 5;

const ENDS: Readonly<Record<string, JobState>> = {
  'job.queued': 'queued',
  'job.started': 'running',
  'job.succeeded': 'succeeded',
  'job.failed': 'failed',
  'job.canceled': 'canceled',
};

export class Shelf {
  items = $state.raw<readonly Short[]>([]);
  /** 0 to 1, by the short that is being made. */
  shares = $state.raw<Readonly<Record<string, number>>>({});
  next = $state<string | null>(null);
  isLoading = $state(true);
  error = $state.raw<unknown>(null);

  #filter: Filter = EVERYTHING;
  #run = 0;

  /** Show what fits, from the newest on. What is shown stays until the answer is here. */
  async show(filter: Filter): Promise<void> {
    this.#filter = filter;
    await this.#load((run) => this.#pages(null, run), (items) => items);
  }

  async more(): Promise<void> {
    const after = this.next;
    if (after) await this.#load((run) => this.#pages(after, run), (items) => joined(this.items, items));
  }

  /** Something may have been missed: look at the newest page again, and leave the rest as it is. */
  async refresh(): Promise<void> {
    const run = this.#run;
    try {
      const { items } = await this.#pages(null, run);
      if (run !== this.#run) return;
      const oldest = items.at(-1)?.id;
      // What stood on that page and does so no more was deleted, or is in another state now.
      const rest = oldest ? this.items.filter(({ id }) => id < oldest) : [];
      this.items = joined(items, rest);
    } catch {
      // What is shown stays; the line will be heard to come back.
    }
  }

  begin(): () => void {
    const stop = live.listen((happening) => void this.#hear(happening));
    const seen = (): void => {
      if (document.visibilityState === 'visible') void this.refresh();
    };
    document.addEventListener('visibilitychange', seen);
    return () => {
      this.#run += 1;
      stop();
      document.removeEventListener('visibilitychange', seen);
    };
  }

  async remove(short: Short): Promise<void> {
    must(await api.DELETE('/api/shorts/{short_id}', { params: { path: { short_id: short.id } } }));
    this.items = this.items.filter(({ id }) => id !== short.id);
  }

  async #load(
    ask: (run: number) => Promise<{ items: Short[]; next: string | null }>,
    put: (items: Short[]) => readonly Short[],
  ): Promise<void> {
    const run = ++this.#run;
    this.isLoading = true;
    this.error = null;
    try {
      const { items, next } = await ask(run);
      if (run !== this.#run) return;
      this.items = put(items);
      this.next = next;
    } catch (error) {
      if (run === this.#run) this.error = error;
    }
    if (run === this.#run) this.isLoading = false;
  }

  async #pages(after: string | null, run: number): Promise<{ items: Short[]; next: string | null }> {
    const states = statesOf(this.#filter);
    if (states.length > 1) {
      // Those under way are few: one page of each state has them all.
      const both = await Promise.all(states.map((state) => this.#page(null, state)));
      return { items: joined([], both.flatMap(({ items }) => items)), next: null };
    }
    const items: Short[] = [];
    let next = after;
    for (let pages = 0; pages < MOST_EMPTY_PAGES && run === this.#run; pages += 1) {
      const page = await this.#page(next, states[0] ?? null);
      items.push(...page.items);
      next = page.next;
      if (items.length || next === null) break;
    }
    return { items, next };
  }

  async #page(after: string | null, state: JobState | null): Promise<{ items: Short[]; next: string | null }> {
    const { search, template } = this.#filter;
    const query = {
      limit: PAGE,
      ...(after ? { after } : {}),
      ...(state ? { state } : {}),
      ...(search ? { search } : {}),
      ...(template ? { template } : {}),
    };
    const { items, next } = must(await api.GET('/api/shorts', { params: { query } }));
    return { items, next: next ?? null };
  }

  async #hear({ kind, data }: Happening): Promise<void> {
    const id = data['shortId'];
    if (typeof id !== 'string') return;
    const known = this.items.find((short) => short.id === id);
    if (kind === 'job.progress') {
      if (known) this.#progress(known, data);
      return;
    }
    const state = ENDS[kind];
    if (!state) return;
    if (state === 'succeeded' || state === 'failed' || state === 'canceled') void session.refresh();
    if (!known) await this.refresh();
    else if (!shows(this.#filter, state)) this.items = this.items.filter((short) => short.id !== id);
    else await this.#reread(id);
  }

  #progress(known: Short, data: Happening['data']): void {
    const { stage, done, total } = data as { stage: string; done: number; total: number };
    if (known.state !== 'queued' && known.state !== 'running') return;
    const share = shareOf({ state: 'running', stage, done, total });
    if (share > (this.shares[known.id] ?? 0)) this.shares = { ...this.shares, [known.id]: share };
    if (known.state === 'queued') this.#put({ ...known, state: 'running' });
  }

  async #reread(id: string): Promise<void> {
    const { data } = await api.GET('/api/shorts/{short_id}', { params: { path: { short_id: id } } });
    if (!data) return;
    const { [id]: _, ...shares } = this.shares;
    this.shares = shares;
    this.#put(data);
  }

  #put(short: Short): void {
    this.items = this.items.map((each) => (each.id === short.id ? short : each));
  }
}

/** Every short once, the newest first: ids grow with time. */
export function joined(ones: readonly Short[], others: readonly Short[]): readonly Short[] & Short[] {
  const all = new Map([...others, ...ones].map((short) => [short.id, short]));
  return [...all.values()].sort((one, other) => (one.id < other.id ? 1 : -1));
}
