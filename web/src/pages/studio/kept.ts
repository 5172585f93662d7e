// The work in progress, as this browser keeps it: a reload, or a call in between, loses nothing.

import { type Draft, EMPTY } from './draft';
import { NOTHING, type Open } from './tree';

/** An order that was sent and not answered yet: sent again with its key, it is paid once. */
export interface Placed {
  readonly body: string;
  readonly key: string;
}

export interface Kept {
  readonly draft: Draft;
  readonly open: Open;
  readonly placed: { readonly picture: Placed | null; readonly clip: Placed | null };
}

export const FRESH: Kept = { draft: EMPTY, open: NOTHING, placed: { picture: null, clip: null } };

const KEPT_AS = 'sajangpick.studio';

/** What this account left here. What cannot be read, or is somebody else's, is nothing. */
export function read(text: string | null, accountId: string): Kept {
  try {
    const kept = JSON.parse(text ?? '{}') as Partial<Kept> & { accountId?: string };
    if (kept.accountId !== accountId) return FRESH;
    return {
      draft: { ...EMPTY, ...kept.draft },
      open: { ...NOTHING, ...kept.open },
      placed: { ...FRESH.placed, ...kept.placed },
    };
  } catch {
    return FRESH;
  }
}

export const taken = (accountId: string): Kept => read(stored(), accountId);

export function keep(kept: Kept, accountId: string): void {
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify({ ...kept, accountId }));
  } catch {
    // A browser that keeps nothing still makes pictures.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}
