// What was measured on a finished short, out of what the service keeps of it.

import { words } from './words';

export type Rule = keyof typeof words.checks.rules;

export interface Finding {
  readonly rule: Rule;
  /** Empty where the sentence says it all. */
  readonly measured: string;
}

type Kept = Readonly<Record<string, unknown>> | null;

// What is measured of these is a word, not a number that an owner could compare.
const SAID: ReadonlySet<string> = new Set(['faststart', 'edit_list', 'pixel_format', 'colour', 'sound', 'video_codec', 'audio_codec']);

/** Every rule that was met, of those that the page has words for. */
export function findingsOf(checks: Kept): readonly Finding[] {
  const rules = checks?.['rules'];
  if (!Array.isArray(rules)) return [];
  return rules.flatMap((each: { rule?: unknown; ok?: unknown; measured?: unknown }) => {
    const rule = String(each.rule);
    if (!each.ok || !(rule in words.checks.rules)) return [];
    return [{ rule: rule as Rule, measured: SAID.has(rule) ? '' : String(each.measured ?? '') }];
  });
}
