// What can be done about an account.

import type { components } from '../../api/schema';
import type { IconName } from '../../components/icons';

export type User = components['schemas']['UserResource'];
export type UserDeed = 'grant' | 'block' | 'unblock' | 'promote' | 'demote';

export const MOST_GRANTED = 1_000_000;

/** What is likely first, what hurts last. */
export function actsOf(user: Pick<User, 'role' | 'blockedAt'>): readonly { deed: UserDeed; icon: IconName; isBad: boolean }[] {
  return [
    { deed: 'grant', icon: 'credits', isBad: false },
    user.role === 'admin' ? { deed: 'demote', icon: 'me', isBad: false } : { deed: 'promote', icon: 'admin', isBad: false },
    user.blockedAt ? { deed: 'unblock', icon: 'check', isBad: false } : { deed: 'block', icon: 'security', isBad: true },
  ];
}

/** "1,000" → 1000; null for what is no amount that may be granted. */
export function amountOf(typed: string): number | null {
  const digits = typed.replaceAll(/[\s,]/g, '');
  const amount = /^\d{1,7}$/.test(digits) ? Number(digits) : 0;
  return amount >= 1 && amount <= MOST_GRANTED ? amount : null;
}
