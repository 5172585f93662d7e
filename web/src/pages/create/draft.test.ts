import { describe, expect, it } from 'vitest';

import type { Slot } from '../../api/types';
import { changesOf, draftOf, emptyDraft, missingIn, orderOf, type Request, setWord, wantedOf, wordOf } from './draft';

const EXAMPLE = { menu: 'Shrimp pasta', price: '12,000' };
const FILES = { photoId: 'photo-1', musicId: null };
const CTA: Slot = { name: 'cta', isWord: true, isNeeded: false, own: 'Come in', lines: 1, letters: null };
const REQUEST: Request = {
  photoId: 'photo-1',
  menu: 'Espresso',
  price: '20,000→18,000',
  template: 'signature',
  music: 'auto',
  musicId: null,
  steam: 'auto',
  seconds: null,
  seed: 7,
  words: { cta: 'Today' },
  shop: { name: 'Home', address: '', phone: '', hours: '', logoId: 'logo-1' },
  clipEngine: null,
  renderEngine: null,
};

describe('a preview', () => {
  it('shows an example until something is written', () => {
    expect(wantedOf(emptyDraft(), 'lunch', EXAMPLE, null)).toMatchObject({ template: 'lunch', ...EXAMPLE, words: {} });
  });

  it('passes over a price that is half typed', () => {
    const draft = { ...emptyDraft(), menu: 'Espresso', price: '18000', before: '1' };
    expect(wantedOf(draft, 'lunch', EXAMPLE, null).price).toBe('18000');
    expect(wantedOf({ ...draft, before: '20000' }, 'lunch', EXAMPLE, null).price).toBe('20000→18000');
    expect(wantedOf({ ...draft, price: '1,' }, 'lunch', EXAMPLE, null).price).toBe('12,000');
  });

  it('has the own lines of the template it is of, not of another', () => {
    const draft = { ...emptyDraft(), words: { signature: { cta: 'Today' } } };
    expect(wantedOf(draft, 'signature', EXAMPLE, null).words).toEqual({ cta: 'Today' });
    expect(wantedOf(draft, 'lunch', EXAMPLE, null).words).toEqual({});
  });
});

describe('a line', () => {
  it("is the template's until it is changed, and again when it is written back", () => {
    const draft = emptyDraft('signature');
    expect(wordOf(draft, CTA)).toBe('Come in');
    setWord(draft, CTA, '');
    expect(wordOf(draft, CTA)).toBe('');
    expect(orderOf(draft, FILES).words).toEqual({ cta: '' });
    setWord(draft, CTA, 'Come in');
    expect(orderOf(draft, FILES).words).toEqual({});
  });
});

describe('an order', () => {
  it('names a file of music only where it was chosen', () => {
    const draft = { ...emptyDraft(), music: 'own' };
    expect(orderOf(draft, { ...FILES, musicId: 'sound-1' })).toMatchObject({ music: 'auto', musicId: 'sound-1' });
    expect(orderOf({ ...draft, music: 'calm' }, { ...FILES, musicId: 'sound-1' })).toMatchObject({ music: 'calm', musicId: null });
  });

  it('names an engine only where one was chosen', () => {
    expect(orderOf(emptyDraft(), FILES)).not.toHaveProperty('clipEngine');
    const order = orderOf({ ...emptyDraft(), clipEngine: 'runway:gen4_turbo' }, FILES);
    expect(order).toMatchObject({ clipEngine: 'runway:gen4_turbo' });
    expect(order).not.toHaveProperty('renderEngine');
  });

  it('says of the shop only what was written here', () => {
    expect(orderOf(emptyDraft(), FILES)).not.toHaveProperty('shop');
    expect(orderOf({ ...emptyDraft(), shopName: ' Home ' }, FILES).shop).toEqual({ name: 'Home' });
    expect(orderOf({ ...emptyDraft(), logoId: null }, FILES).shop).toEqual({ logoId: null });
  });

  it('cannot be given while something is missing', () => {
    expect(missingIn(emptyDraft())).toEqual(['menu', 'price']);
    const draft = { ...emptyDraft(), menu: 'Espresso', price: '18000', before: '15000' };
    expect(missingIn(draft)).toEqual(['before']);
    expect(missingIn({ ...draft, before: '20000' })).toEqual([]);
  });
});

describe('a short that is made again', () => {
  it('changes nothing where nothing was changed', () => {
    const draft = draftOf(REQUEST);
    expect(draft).toMatchObject({ price: '18000', before: '20000', words: { signature: { cta: 'Today' } } });
    expect(changesOf(orderOf(draft, FILES), REQUEST)).toEqual({});
  });

  it('sends only what is different', () => {
    const draft = { ...draftOf(REQUEST), menu: 'Latte', shopName: 'Corner' };
    expect(changesOf(orderOf(draft, FILES), REQUEST)).toEqual({ menu: 'Latte', shop: { name: 'Corner' } });
    const other = { ...draft, before: '', template: 'lunch' };
    expect(changesOf(orderOf(other, { ...FILES, photoId: 'photo-2' }), REQUEST)).toMatchObject({
      photoId: 'photo-2',
      price: '18000',
      template: 'lunch',
      words: {},
    });
  });

  it('leaves the choice of an engine to the service again', () => {
    const chosen = { ...REQUEST, renderEngine: 'creatomate:v2' };
    expect(changesOf(orderOf(draftOf(chosen), FILES), chosen)).toEqual({});
    expect(changesOf(orderOf({ ...draftOf(chosen), renderEngine: '' }, FILES), chosen)).toEqual({ renderEngine: '' });
    const other = { ...draftOf(REQUEST), clipEngine: 'runway:gen4_turbo' };
    expect(changesOf(orderOf(other, FILES), REQUEST)).toEqual({ clipEngine: 'runway:gen4_turbo' });
  });

  it('takes own music away when a mood is chosen instead', () => {
    const own = { ...REQUEST, musicId: 'sound-1' };
    expect(draftOf(own).music).toBe('own');
    expect(changesOf(orderOf({ ...draftOf(own), music: 'calm' }, FILES), own)).toEqual({ music: 'calm' });
    expect(changesOf(orderOf(draftOf(own), { ...FILES, musicId: 'sound-1' }), own)).toEqual({});
  });
});
