// What a line of the audit log says, in words.

import type { components } from '../../api/schema';
import { words } from './log.words';
import { named } from './words';

export type Line = components['schemas']['AuditResource'];

/** What was done. */
export const deed = (line: Pick<Line, 'action'>): string => named(words.actions, line.action);

/** Why, and with what: the note first. */
export function detail(line: Pick<Line, 'detail'>): string {
  const { note, credits, before, after, host, role, how, issuer } = line.detail;
  const parts = [
    text(note) && `“${text(note)}”`,
    typeof credits === 'number' ? words.granted(credits) : '',
    text(before) && text(after) && words.changed(named(words.roles, text(before)), named(words.roles, text(after))),
    text(role) && named(words.roles, text(role)),
    text(host) && words.host(text(host)),
    text(how) && named(words.hows, text(how)),
    text(issuer),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** The page of what it was done to; undefined where there is none. */
export function target(line: Pick<Line, 'action' | 'target'>): { href: string; label: string } | undefined {
  if (!line.target) return undefined;
  const [kind] = line.action.split('.');
  if (kind === 'job') return { href: `/admin/jobs?job=${line.target}`, label: words.seeJob };
  if (kind === 'user' || kind === 'account' || kind === 'identity') return { href: `/admin/users?user=${line.target}`, label: words.seeUser };
  return undefined;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
