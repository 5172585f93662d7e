// A list that is asked for page by page.

import { untrack } from 'svelte';

export interface Listing<Item> {
  readonly items: readonly Item[];
  readonly next?: string | null;
}

export class Pages<Item> {
  items: readonly Item[] = $state.raw([]);
  next: string | null = $state(null);
  /** `loading`: nothing is known yet. `more`: the next page is on its way. */
  state: 'loading' | 'ready' | 'more' = $state('loading');
  failure: unknown = $state.raw(null);
  #fetch: (after: string | undefined) => Promise<Listing<Item>>;
  #run = 0;

  constructor(fetch: (after: string | undefined) => Promise<Listing<Item>>) {
    this.#fetch = fetch;
  }

  get isEmpty(): boolean {
    return this.state === 'ready' && !this.failure && this.items.length === 0;
  }

  /**
   * From the newest on. What is shown stays until the answer is there; an answer that was overtaken is dropped.
   * An effect may begin: it hears nothing of what the list itself becomes by it.
   */
  begin(): Promise<void> {
    return untrack(() => {
      if (this.state === 'more') this.state = 'ready';
      return this.#ask(undefined);
    });
  }

  /** The next page, below those that are here. */
  async more(): Promise<void> {
    if (this.state !== 'ready' || this.next === null) return;
    this.state = 'more';
    await this.#ask(this.next);
  }

  async #ask(after: string | undefined): Promise<void> {
    this.#run += 1;
    const run = this.#run;
    this.failure = null;
    try {
      const page = await this.#fetch(after);
      if (run !== this.#run) return;
      this.items = after === undefined ? page.items : [...this.items, ...page.items];
      this.next = page.next ?? null;
    } catch (error) {
      if (run !== this.#run) return;
      this.failure = error;
      // Those of another question would answer this one.
      if (after === undefined) [this.items, this.next] = [[], null];
    }
    this.state = 'ready';
  }
}
