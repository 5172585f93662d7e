// The text beside a short, cut to what a platform takes: the dish and its price stay, what matters least goes first.

export interface Caption {
  readonly text: string;
  readonly tags: readonly string[];
}

// A text so short is a title: one line.
const TITLE_LETTERS = 200;
const ENOUGH_TAGS = 3;
const MORE = '…';

/** The owner's text and its hashtags, apart. */
export function parted(caption: string): Caption {
  const paragraphs = caption.trim().split(/\n\n+/);
  const last = paragraphs.at(-1) ?? '';
  const tags = last.split(/\s+/);
  if (!tags.every((tag) => tag.startsWith('#'))) return { text: paragraphs.join('\n\n'), tags: [] };
  return { text: paragraphs.slice(0, -1).join('\n\n'), tags };
}

/** The caption within so many letters; whole where it fits, or where there is no limit. */
export function fitted(caption: string, letters: number | null): string {
  const whole = caption.trim();
  if (letters === null || whole.length <= letters) return whole;
  const { text, tags } = parted(whole);
  const lines = text.split('\n').filter(Boolean);
  const glue = letters < TITLE_LETTERS ? ' ' : '\n\n';
  // Fewer and fewer lines, and with each as many hashtags as have room, but not fewer than some if there are more lines to give.
  for (let count = lines.length; count > 0; count -= 1) {
    const kept = lines.slice(0, count).join(glue === ' ' ? ' · ' : '\n');
    const least = count > 1 ? Math.min(ENOUGH_TAGS, tags.length) : 0;
    for (let many = tags.length; many >= least; many -= 1) {
      const tried = [kept, chosen(tags, many).join(' ')].filter(Boolean).join(glue);
      if (tried.length <= letters) return tried;
    }
  }
  return cut(lines[0] ?? whole, letters);
}

/** The first tags, and always the last one: it says that this was made by AI. */
function chosen(tags: readonly string[], many: number): readonly string[] {
  if (many >= tags.length) return tags;
  return many === 0 ? [] : [...tags.slice(0, many - 1), ...tags.slice(-1)];
}

/** As much as fits, between words where there are any. */
function cut(line: string, letters: number): string {
  // By whole characters: half of a pair is none.
  let kept = '';
  for (const letter of line) {
    if (kept.length + letter.length + MORE.length > letters) break;
    kept += letter;
  }
  const space = kept.lastIndexOf(' ');
  return (space > kept.length / 2 ? kept.slice(0, space) : kept) + MORE;
}
