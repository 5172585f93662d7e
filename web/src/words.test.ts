import { describe, expect, it, vi } from 'vitest';

// Both languages of every catalogue, instead of the one that is spoken.
vi.mock('./words', () => ({ catalogue: (both: unknown) => both, language: 'ko' }));

interface Both {
  readonly ko: unknown;
  readonly en: unknown;
}

const catalogues = import.meta.glob<{ words?: Both }>(['./**/*words.ts', '!./words.ts'], { eager: true });
const sources = import.meta.glob<string>(['./**/*.{svelte,ts}', '!./**/*words.ts', '!./**/*.test.ts', '!./api/schema.d.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

const HANGUL = /\p{Script=Hangul}/u;
// What is read or written in Korean whatever the language: amounts as people type them, units, a push without a page.
const KOREAN_BY_NATURE = ['./format.ts', './pages/create/price.ts', './worker/worker.ts'];
// Quoted as they stand on the screen or in a video, and the name of the language itself.
const QUOTED = /“[^”]*”|^한국어$/gu;
// Dishes to begin with: the guests who see the short read Korean, whatever its owner reads.
const DISHES = /\.(sample|example)\.menu$/;

/** What a message is, all the way down, without what it says. */
function kindOf(message: unknown): unknown {
  if (Array.isArray(message)) return message.map(kindOf);
  if (message !== null && typeof message === 'object') {
    return Object.fromEntries(Object.entries(message).map(([name, value]) => [name, kindOf(value)]));
  }
  return typeof message;
}

/** Every sentence by its path; of a function, its source. */
function sentences(message: unknown, path = ''): [path: string, text: string][] {
  if (typeof message === 'string') return [[path, message]];
  if (typeof message === 'function') return [[path, String(message)]];
  return Object.entries(message as object).flatMap(([name, value]) => sentences(value, `${path}.${name}`));
}

describe.each(Object.entries(catalogues))('%s', (_, { words }) => {
  it('says the same things in both languages', () => {
    expect(words).toBeDefined();
    expect(kindOf(words?.en)).toEqual(kindOf(words?.ko));
  });

  it('leaves nothing unsaid', () => {
    expect([...sentences(words?.ko), ...sentences(words?.en)].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('is English in English', () => {
    const korean = sentences(words?.en).filter(([path, text]) => !DISHES.test(path) && HANGUL.test(text.replace(QUOTED, '')));
    expect(korean).toEqual([]);
  });
});

it('keeps every Korean word in a catalogue', () => {
  const found = Object.entries(sources).filter(([path, source]) => HANGUL.test(source) && !KOREAN_BY_NATURE.includes(path));
  expect(found.map(([path]) => path)).toEqual([]);
});
