// In which words two texts differ.

export interface Run {
  /** `gone`: only in the first text. `come`: only in the second. */
  readonly kind: 'same' | 'gone' | 'come';
  readonly text: string;
}

/** Both texts as one: the longest line of words that they share, and what stands between it. */
export function differenceOf(first: string, second: string): readonly Run[] {
  const [ones, others] = [wordsOf(first), wordsOf(second)];
  const lengths = shared(ones, others);
  const runs: { kind: Run['kind']; words: string[] }[] = [];
  const say = (kind: Run['kind'], word: string): void => {
    const last = runs.at(-1);
    if (last?.kind === kind) last.words.push(word);
    else runs.push({ kind, words: [word] });
  };
  let [row, column] = [0, 0];
  while (row < ones.length || column < others.length) {
    const [one, other] = [ones[row], others[column]];
    if (one !== undefined && one === other) {
      say('same', one);
      row += 1;
      column += 1;
    } else if (one !== undefined && (other === undefined || at(lengths, row + 1, column) >= at(lengths, row, column + 1))) {
      say('gone', one);
      row += 1;
    } else if (other !== undefined) {
      say('come', other);
      column += 1;
    }
  }
  return runs.map(({ kind, words }) => ({ kind, text: words.join(' ') }));
}

/** What one of the two texts says of it: `gone` for the first one, `come` for the second. */
export const sideOf = (runs: readonly Run[], side: 'gone' | 'come'): readonly Run[] =>
  runs.filter(({ kind }) => kind === 'same' || kind === side);

const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean);

/** How many words the ends of both share, from each row and column on. */
function shared(ones: readonly string[], others: readonly string[]): number[][] {
  const lengths = Array.from({ length: ones.length + 1 }, () => new Array<number>(others.length + 1).fill(0));
  for (let row = ones.length - 1; row >= 0; row -= 1) {
    for (let column = others.length - 1; column >= 0; column -= 1) {
      lengths[row]![column] =
        ones[row] === others[column]
          ? at(lengths, row + 1, column + 1) + 1
          : Math.max(at(lengths, row + 1, column), at(lengths, row, column + 1));
    }
  }
  return lengths;
}

const at = (lengths: readonly (readonly number[])[], row: number, column: number): number => lengths[row]?.[column] ?? 0;
