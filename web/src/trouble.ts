// What went wrong, in the owner's words, with one next step.

import { ApiError, Offline } from './api/problem';
import { language } from './words';
import { words } from './trouble.words';

export interface Sentence {
  readonly what: string;
  readonly next: string;
}

/** Two sentences for an error, whatever it was. What the service says in Korean of this very case comes first. */
export function sentenceOf(error: unknown): Sentence {
  if (error instanceof Offline) return words.offline;
  if (!(error instanceof ApiError)) return words.broken;
  const known = (words.codes as Readonly<Record<string, Sentence>>)[error.code];
  const wait = error.retryAfter ? words.wait(error.retryAfter) : '';
  if (language === 'ko' && isKorean(error.detail)) {
    return { what: error.detail, next: wait || (isKorean(error.hint) ? error.hint : (known?.next ?? '')) };
  }
  if (known) return { what: known.what, next: wait || known.next };
  if (error.status >= 500) return words.broken;
  return language === 'en' && error.detail ? { what: error.detail, next: error.hint } : words.refused;
}

const isKorean = (text: string): boolean => /\p{Script=Hangul}/u.test(text);
