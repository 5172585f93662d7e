// Who is here: the account, its balance and its shop. What a page changes is changed here, so that all of them see it.

import { api, expired, must, prove } from './api/client';
import type { Account, Shop } from './api/types';
import { boot } from './boot';

class Session {
  account: Account | null = $state.raw(boot.account);
  shop: Shop | null = $state.raw(boot.shop);
  /** True when the session ended while somebody was at work: the page stays, and asks to sign in over it. */
  isOver = $state(false);

  constructor() {
    expired.addEventListener('expired', () => {
      if (this.account) this.isOver = true;
    });
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
  }

  /** Look again: a job may have moved credits. */
  async refresh(): Promise<void> {
    const { data } = await api.GET('/api/account');
    if (!data) return;
    prove(data.csrf);
    this.account = data;
  }

  farewell(): void {
    prove(null);
    this.account = null;
    this.shop = null;
    this.isOver = false;
  }
}

export const session = new Session();
