// Short notices that come and go by themselves.

import type { IconName } from './icons';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly icon: IconName;
  readonly href?: string;
}

const SHOWN_MS = 5000;
let last = 0;

export const toasts: { list: Toast[] } = $state({ list: [] });

/** Say something in passing; `href` is where it leads. */
export function toast(text: string, options: { icon?: IconName; href?: string } = {}): void {
  last += 1;
  const id = last;
  const { icon = 'check', href } = options;
  toasts.list.push({ id, text, icon, ...(href ? { href } : {}) });
  setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  toasts.list = toasts.list.filter((each) => each.id !== id);
}
