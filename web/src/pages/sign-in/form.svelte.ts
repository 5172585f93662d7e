// What forms of this room share: what was typed outlives a change of page, and the first mistake gets the focus.

import { tick } from 'svelte';

import { passwordSlip } from './credentials';
import { words } from './words';

/** The e-mail as it was typed last: whoever goes on to another form need not type it again. */
export const typed = $state({ email: '' });

/** A mistake in the words of the page; nothing if there is none. */
export function passwordMistake(password: string, email: string): string | undefined {
  const slip = passwordSlip(password, email);
  return slip ? words.slips[slip] : undefined;
}

/** Bring whoever sent a form to its first mistake. */
export async function focusMistake(form: HTMLFormElement): Promise<void> {
  await tick();
  form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
