// Who is here: the account, its balance and its shop. What a page changes is changed here, so that all of them see it.

import { api, expired, must, prove } from './api/client';
import type { Account, Shop } from './api/types';
import { boot } from './boot';
import { recalled, remember } from './recall';

const last = boot.offline ? recalled() : null;

class Session {
  account: Account | null = $state.raw(last?.account ?? boot.account);
  shop: Shop | null = $state.raw(last?.shop ?? boot.shop);
  /** True when the session ended while somebody was at work: the page stays, and asks to sign in over it. */
  isOver = $state(false);

  /** Settles once it is known who is here: at once, but for a page that was opened without a line. */
  readonly known: Promise<void>;

  constructor() {
    expired.addEventListener('expired', () => {
      if (this.account) this.isOver = true;
    });
    // Without a line it is unknown who is here; with one, whoever it is begins with what was left.
    if (boot.offline) this.known = new Promise((known) => addEventListener('online', () => void this.#return(known)));
    else {
      this.known = Promise.resolve();
      remember(this.account, this.shop);
    }
  }

  get balance(): number {
    return this.account?.balance ?? 0;
  }

  get isAdmin(): boolean {
    return this.account?.role === 'admin';
  }

  /** An account has signed in, in this page or over it. */
  async welcome(account: Account): Promise<void> {
    prove(account.csrf);
    this.account = account;
    this.isOver = false;
    this.shop = must(await api.GET('/api/shop'));
    remember(account, this.shop);
  }

  /** Look again: a job may have moved credits. */
  async refresh(): Promise<void> {
    const { data } = await api.GET('/api/account');
    if (!data) return;
    prove(data.csrf);
    this.account = data;
    remember(data, this.shop);
  }

  farewell(): void {
    prove(null);
    remember(null, null);
    this.account = null;
    this.shop = null;
    this.isOver = false;
  }

  /** The line is back for a page that was opened without one. */
  async #return(known: () => void): Promise<void> {
    const { data } = await api.GET('/api/boot');
    if (!data) return;
    prove(data.account?.csrf);
    if (data.account) {
      this.account = data.account;
      this.shop = data.shop;
      remember(data.account, data.shop);
    } else if (this.account) {
      this.isOver = true;
    }
    known();
  }
}

export const session = new Session();
