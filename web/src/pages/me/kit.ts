// The brand kit as a form: what is typed is kept on this device until it is saved, whatever happens to the page.

import type { Shop } from '../../api/types';

export interface Kit {
  name: string;
  address: string;
  phone: string;
  hours: string;
  color: string;
  logoId: string | null;
}

const NAMES = ['name', 'address', 'phone', 'hours', 'color', 'logoId'] as const;
const KEPT_AS = 'sajangpick.shop';

export function kitOf(shop: Shop | null): Kit {
  const { name = '', address = '', phone = '', hours = '', color = '', logoId = null } = shop ?? {};
  return { name, address, phone, hours, color, logoId };
}

export function isSame(one: Kit, other: Kit): boolean {
  return NAMES.every((name) => one[name] === other[name]);
}

/** What was typed and not saved, by this account on this device. */
export function draftOf(accountId: string, storage: Storage = sessionStorage): Kit | null {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEPT_AS) ?? 'null');
    const { owner, kit } = kept as { owner: string; kit: Partial<Kit> };
    return owner === accountId ? { ...kitOf(null), ...kit } : null;
  } catch {
    return null;
  }
}

/** Keep it, or, with null, forget it. */
export function keepDraft(accountId: string, kit: Kit | null, storage: Storage = sessionStorage): void {
  try {
    if (kit) storage.setItem(KEPT_AS, JSON.stringify({ owner: accountId, kit }));
    else storage.removeItem(KEPT_AS);
  } catch {
    // A browser that keeps nothing is no reason to stop typing.
  }
}

/** A phone number as people write it: "0212345678" → "02-1234-5678". What is no number of digits stays as it is. */
export function phoneAsWritten(text: string): string {
  const digits = text.replace(/[\s.-]/g, '');
  if (!/^\d{8,12}$/.test(digits)) return text.trim();
  // Seoul's area code has two digits, national numbers (1588-0000) have none, all others three, safe numbers (0507) four.
  const area = digits.startsWith('02') ? 2 : /^1\d{7}$/.test(digits) ? 0 : /^050\d{9}$/.test(digits) ? 4 : 3;
  const rest = digits.slice(area);
  if (rest.length < 7 || rest.length > 8) return text.trim();
  return [digits.slice(0, area), rest.slice(0, -4), rest.slice(-4)].filter(Boolean).join('-');
}
