import { describe, expect, it } from 'vitest';

import { fitted, parted } from './caption';

const CAPTION = `Espresso 4,500
Coffee On · Seongsu 18
02-123-4567 · 11:00–21:00

Made with AI from a photo.

#espresso #coffeeon #seongsu #today #madewithai
`;

describe('a caption', () => {
  it('is its text and its hashtags', () => {
    const { text, tags } = parted(CAPTION);
    expect(text.endsWith('Made with AI from a photo.')).toBe(true);
    expect(tags).toEqual(['#espresso', '#coffeeon', '#seongsu', '#today', '#madewithai']);
    expect(parted('Only words\n\nand more #one')).toEqual({ text: 'Only words\n\nand more #one', tags: [] });
    expect(parted('')).toEqual({ text: '', tags: [] });
  });

  it('stays whole where there is room', () => {
    expect(fitted(CAPTION, null)).toBe(CAPTION.trim());
    expect(fitted(CAPTION, 2200)).toBe(CAPTION.trim());
  });

  it('becomes one line where it is a title, and says that AI made it as long as it can', () => {
    const title = fitted(CAPTION, 100);
    expect(title).not.toContain('\n');
    expect(title.length).toBeLessThanOrEqual(100);
    expect(title.startsWith('Espresso 4,500')).toBe(true);
    expect(title.endsWith('#madewithai')).toBe(true);
    expect(fitted(CAPTION, 40)).toBe('Espresso 4,500 #espresso #madewithai');
  });

  it('fits whatever the limit is, the dish first', () => {
    for (let letters = 8; letters < 260; letters += 1) {
      const text = fitted(CAPTION, letters);
      expect(text.length).toBeLessThanOrEqual(letters);
      expect(text.startsWith('Espr')).toBe(true);
    }
  });

  it('is cut between characters, not within them', () => {
    expect(fitted('🍜🍜🍜🍜🍜🍜', 8)).toBe('🍜🍜🍜…');
    expect(fitted('one two three four', 12)).toBe('one two…');
  });
});
