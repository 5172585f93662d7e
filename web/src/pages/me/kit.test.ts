import { describe, expect, it } from 'vitest';

import { draftOf, isSame, keepDraft, kitOf, phoneAsWritten } from './kit';

const KIT = { name: '고향집', address: '', phone: '', hours: '', color: '#17543a', logoId: null };

function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  } as unknown as Storage;
}

describe('a kit', () => {
  it('is empty before anything was kept', () => {
    expect(kitOf(null)).toEqual({ name: '', address: '', phone: '', hours: '', color: '', logoId: null });
  });

  it('is the same if every field is', () => {
    expect(isSame(KIT, { ...KIT })).toBe(true);
    expect(isSame(KIT, { ...KIT, logoId: '01k2' })).toBe(false);
  });
});

describe('a draft', () => {
  it('comes back to whoever typed it, and to nobody else', () => {
    const place = storage();
    keepDraft('me', KIT, place);
    expect(draftOf('me', place)).toEqual(KIT);
    expect(draftOf('somebody', place)).toBeNull();
    keepDraft('me', null, place);
    expect(draftOf('me', place)).toBeNull();
  });

  it('is none if it was damaged', () => {
    const place = storage();
    place.setItem('sajangpick.shop', '{"owner":');
    expect(draftOf('me', place)).toBeNull();
  });
});

describe('a phone number', () => {
  it.each([
    ['0212345678', '02-1234-5678'],
    ['021234567', '02-123-4567'],
    ['01012345678', '010-1234-5678'],
    ['031 123 4567', '031-123-4567'],
    ['15880000', '1588-0000'],
    ['050712345678', '0507-1234-5678'],
    ['02-123-4567', '02-123-4567'],
    [' 예약은 문자로 ', '예약은 문자로'],
    ['123', '123'],
  ])('%s is written %s', (typed, written) => {
    expect(phoneAsWritten(typed)).toBe(written);
  });
});
