// The account book page by page, and which short each entry belongs to.

import { api, must } from '../../api/client';
import type { LedgerEntry as Entry } from '../../api/types';
import { session } from '../../session.svelte';

const PAGE = 30;

export class Book {
  entries: readonly Entry[] = $state.raw([]);
  next: string | null = $state(null);
  busy = $state(false);
  error = $state.raw<unknown>(null);
  /** True once the first page was read. */
  isOpen = $state(false);

  /** The next page; the first one if there is none yet. */
  async more(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.error = null;
    try {
      const query = { limit: PAGE, ...(this.next ? { after: this.next } : {}) };
      const page = must(await api.GET('/api/ledger', { params: { query } }));
      this.entries = [...this.entries, ...page.items];
      this.next = page.next ?? null;
      this.isOpen = true;
      if (session.account) session.account = { ...session.account, balance: page.balance };
    } catch (error) {
      this.error = error;
    } finally {
      this.busy = false;
    }
  }

  /** From the beginning: something has moved. What is shown stays until the new is here. */
  async again(): Promise<void> {
    if (this.busy) return;
    try {
      const page = must(await api.GET('/api/ledger', { params: { query: { limit: PAGE } } }));
      const known = new Set(page.items.map(({ id }) => id));
      const rest = this.entries.filter(({ id }) => !known.has(id));
      this.entries = [...page.items, ...rest];
    } catch {
      // It is looked at again when the next thing moves.
    }
  }
}
