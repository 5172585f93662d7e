// Who was here last, so that a page that opens without a line knows whom it greets. No secrets; gone after signing out.

import type { Account, Shop } from './api/types';

const KEPT_AS = 'sajangpick.last';

export interface Last {
  readonly account: Account;
  readonly shop: Shop | null;
}

export function remember(account: Account | null, shop: Shop | null): void {
  if (typeof localStorage === 'undefined') return;
  if (!account) {
    localStorage.removeItem(KEPT_AS);
    return;
  }
  const { csrf: _secret, ...known } = account;
  localStorage.setItem(KEPT_AS, JSON.stringify({ account: known, shop }));
}

export function recalled(): Last | null {
  try {
    const last = JSON.parse(localStorage.getItem(KEPT_AS) ?? 'null') as Partial<Last> | null;
    return last?.account ? { account: last.account, shop: last.shop ?? null } : null;
  } catch {
    return null;
  }
}
