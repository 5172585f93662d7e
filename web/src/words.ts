// Words of the page: a catalogue per room, Korean and English side by side, and the one that is spoken here.

export type Language = 'ko' | 'en';

/** What a catalogue may hold. A function makes a sentence out of values. */
export type Message = string | ((...values: never[]) => string) | readonly string[] | { readonly [name: string]: Message };

/** The same shape, whatever the sentences are. */
export type Same<Words> = Words extends string
  ? string
  : Words extends (...values: infer Values) => string
    ? (...values: Values) => string
    : Words extends readonly string[]
      ? readonly string[]
      : { readonly [Name in keyof Words]: Same<Words[Name]> };

const KEPT_AS = 'sajangpick.language';

export const language: Language = chosen();

/** The catalogue in the language of this page. English has what Korean has, and nothing else: the compiler sees to it. */
export function catalogue<const Words extends { readonly [name: string]: Message }>(both: {
  ko: Words;
  en: Same<Words>;
}): Same<Words> {
  return language === 'ko' ? (both.ko as unknown as Same<Words>) : both.en;
}

/** Speak another language from now on. The page begins anew: everything it says was said in the other one. */
export function speak(next: Language): void {
  localStorage.setItem(KEPT_AS, next);
  location.reload();
}

function chosen(): Language {
  const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem(KEPT_AS);
  if (kept === 'ko' || kept === 'en') return kept;
  // Korean first: only a browser that asks for another language and never for Korean hears English.
  const asked = typeof navigator === 'undefined' ? [] : (navigator.languages ?? []);
  return asked.length === 0 || asked.some((each) => each.startsWith('ko')) ? 'ko' : 'en';
}
