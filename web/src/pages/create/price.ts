// A price as an owner writes it, read as the service reads it, so that what it becomes is seen while it is typed.

export interface Price {
  readonly won: number;
  /** What the dish cost before, if it is reduced. */
  readonly before: number | null;
}

const MOST_WON = 99_999_999;
const LONGEST = 40;

const SIGN = String.raw`[₩\\]?\s?`;
const NUMBER = '[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*|0';
// Won (C6D0), ten thousand (B9CC), thousand (CC9C), hundred (BC31); "from" (C5D0 C11C) between an earlier and a present price.
const FIGURES = new RegExp(`^${SIGN}(?<number>${NUMBER})\\s?\uC6D0?$`);
const WORDS = new RegExp(
  '^(?:(?<tenthousands>[0-9]{1,4}(?:\\.[0-9]{1,4})?)?(?<man>\uB9CC)\\s?)?' +
    '(?:(?<thousands>[0-9]{1,3})?(?<cheon>\uCC9C)\\s?)?' +
    `(?:(?<hundreds>[0-9])\uBC31\\s?)?(?<rest>(?:${NUMBER}))?\\s?\uC6D0?$`,
);
const BETWEEN = /\s?(?:→|⇒|➡️?|->|=>|>|\/|\uC5D0\uC11C)\s?|\s/g;

/** "12,000", "20000→18000", or with the Korean words for thousands; null for what is no price. */
export function readPrice(text: string): Price | null {
  const plain = text.normalize('NFKC').trim().replace(/\s+/g, ' ');
  if (!plain || plain.length > LONGEST) return null;
  const one = amount(plain);
  if (one !== null) return isSensible(one) ? { won: one, before: null } : null;
  for (const pair of plain.matchAll(BETWEEN)) {
    const before = amount(plain.slice(0, pair.index).trim());
    const won = amount(plain.slice(pair.index + pair[0].length).trim());
    if (before !== null && won !== null) {
      return isSensible(before) && isSensible(won) && before > won ? { won, before } : null;
    }
  }
  return null;
}

/** One text of a present and, if there is one, an earlier price, as an order has it. */
export function writePrice(price: string, before: string): string {
  return before.trim() ? `${before.trim()}→${price.trim()}` : price.trim();
}

/** Whole percent off; null where there is nothing to tell. */
export function percentOff({ won, before }: Price): number | null {
  const percent = before === null ? 0 : Math.floor(((before - won) * 100) / before);
  return percent >= LEAST_PERCENT ? percent : null;
}

const LEAST_PERCENT = 5;

const isSensible = (won: number): boolean => won > 0 && won <= MOST_WON;

function amount(text: string): number | null {
  const figures = FIGURES.exec(text)?.groups;
  if (figures) return Number(figures.number?.replaceAll(',', ''));
  const words = WORDS.exec(text)?.groups;
  if (!words || !(words.tenthousands || words.man || words.thousands || words.cheon)) return null;
  if (words.tenthousands?.includes('.')) {
    const isAlone = !(words.thousands || words.cheon || words.hundreds || words.rest);
    const [whole = '', share = ''] = words.tenthousands.split('.');
    return isAlone ? Number(whole) * 10_000 + Number(share.padEnd(4, '0')) : null;
  }
  // A unit alone says one of it.
  const counted = (count: string | undefined, unit: string | undefined): number => Number(count ?? (unit ? 1 : 0));
  return (
    counted(words.tenthousands, words.man) * 10_000 +
    counted(words.thousands, words.cheon) * 1000 +
    Number(words.hundreds ?? 0) * 100 +
    Number((words.rest ?? '0').replaceAll(',', ''))
  );
}
