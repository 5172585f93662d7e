// Earlier beginnings as they are listed: a page of results at a time, gathered by what they came of.

import { api, must } from '../../api/client';
import type { Creation } from '../../api/types';
import { type Beginning, beginningsOf } from './beginnings';

const PAGE = 40;
// One idea may have many results: a page of them may hold no beginning.
const MOST_PAGES = 5;

export class Earlier {
  isLoading = $state(true);
  error = $state.raw<unknown>(null);
  #items: readonly Creation[] = $state.raw([]);
  #next: string | null = $state(null);
  #run = 0;

  get list(): readonly Beginning[] {
    return beginningsOf(this.#items, !this.#next && !this.isLoading);
  }

  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** From the newest on; what is shown stays until the answer is here. */
  async show(): Promise<void> {
    await this.#load([], null);
  }

  async more(): Promise<void> {
    if (this.#next) await this.#load(this.#items, this.#next);
  }

  async #load(before: readonly Creation[], from: string | null): Promise<void> {
    const run = ++this.#run;
    this.isLoading = true;
    this.error = null;
    try {
      const known = beginningsOf(before, false).length;
      let [items, after] = [before, from];
      for (let pages = 0; pages < MOST_PAGES; pages += 1) {
        const query = { limit: PAGE, ...(after ? { after } : {}) };
        const page = must(await api.GET('/api/creations', { params: { query } }));
        if (run !== this.#run) return;
        items = [...items, ...page.items];
        after = page.next ?? null;
        if (!after || beginningsOf(items, false).length > known) break;
      }
      this.#items = items;
      this.#next = after;
    } catch (error) {
      if (run === this.#run) this.error = error;
    } finally {
      if (run === this.#run) this.isLoading = false;
    }
  }
}
