import { describe, expect, it } from 'vitest';

import { aspectOf, clipOrder, draftOf, EMPTY, isChanged, pictureOrder, promptOrder, textIn, toldText } from './draft';
import { made } from './made.testing';

const written = { prompt: 'Stew (찌개)', korean: '끓는 찌개', negative: 'text', shot: '', lens: '', light: '', motion: '', camera: 'tilt', steam: 1 };
const asked = { idea: '찌개', style: '', mood: '포근한', camera: '', ratio: '1:1', extra: '', seed: 3 };
const prompt = made('01', { prompt: written.prompt, written, fields: asked });
const picture = made('02', { kind: 'picture', parentId: '01', prompt: written.prompt, fields: { prompt: written.prompt, negative: 'text', ratio: '1:1', seed: 7 } });
const clip = made('03', { kind: 'clip', parentId: '02', fields: { seconds: 5, camera: 'tilt', steam: 'auto', seed: 9 } });

describe('a prompt', () => {
  it('is asked without spaces around it, and names what it is another try of', () => {
    expect(promptOrder({ ...EMPTY, idea: ' 찌개 ' }, null)).toEqual({ idea: '찌개', style: '', mood: '', camera: '', extra: '', ratio: '9:16' });
    expect(promptOrder(EMPTY, '01').parentId).toBe('01');
  });

  it('is changed once anything of it is', () => {
    const draft = draftOf(EMPTY, prompt, null);
    expect(isChanged(draft, prompt)).toBe(false);
    expect(isChanged({ ...draft, mood: '' }, prompt)).toBe(true);
    expect(isChanged({ ...draft, ratio: '9:16' }, prompt)).toBe(true);
  });

  it('is told in English, but in the language that the owner changed', () => {
    expect(textIn(EMPTY, prompt, 'korean')).toBe('끓는 찌개');
    expect(toldText(EMPTY, prompt)).toBe('Stew (찌개)');
    expect(toldText({ ...EMPTY, korean: '식은 찌개 ' }, prompt)).toBe('식은 찌개');
    expect(toldText({ ...EMPTY, english: 'Cold stew' }, prompt)).toBe('Cold stew');
    expect(toldText({ ...EMPTY, korean: '식은', voice: 'english' }, prompt)).toBe('식은');
    expect(toldText({ ...EMPTY, korean: '식은', english: 'Cold', voice: 'english' }, prompt)).toBe('Cold');
  });
});

describe('a picture', () => {
  it('has the shape and the words of its prompt', () => {
    expect(pictureOrder(EMPTY, prompt, null)).toEqual({ prompt: 'Stew (찌개)', promptId: '01', ratio: '1:1', negative: 'text' });
  });

  it('is another one by chance, unless its words are others', () => {
    expect(pictureOrder(EMPTY, prompt, picture)).not.toHaveProperty('seed');
    expect(pictureOrder({ ...EMPTY, english: 'Cold stew' }, prompt, picture).seed).toBe(7);
    expect(pictureOrder({ ...EMPTY, negative: '' }, prompt, picture)).toMatchObject({ negative: '', seed: 7 });
  });

  it('gives its words back to the draft', () => {
    expect(draftOf(EMPTY, picture, prompt)).toEqual(EMPTY);
    const own = draftOf(EMPTY, { ...picture, prompt: '식은 찌개' }, prompt);
    expect(own).toMatchObject({ korean: '식은 찌개', english: null, voice: 'korean' });
    expect(draftOf(EMPTY, { ...picture, prompt: 'Cold stew (찌개)' }, prompt)).toMatchObject({ english: 'Cold stew (찌개)', voice: 'english' });
  });
});

describe('a clip', () => {
  it('is made of its picture', () => {
    expect(clipOrder({ ...EMPTY, seconds: 3 }, picture, prompt, null)).toEqual({
      prompt: 'Stew (찌개)',
      imageId: '02',
      promptId: '01',
      seconds: 3,
      steam: 'auto',
      ratio: '1:1',
      negative: 'text',
    });
    expect(clipOrder({ ...EMPTY, move: 'pan' }, picture, null, null)).toMatchObject({ camera: 'pan' });
  });

  it('keeps its seed when something else is changed', () => {
    expect(clipOrder(EMPTY, picture, prompt, clip)).not.toHaveProperty('seed');
    expect(clipOrder({ ...EMPTY, seconds: 7 }, picture, prompt, clip).seed).toBe(9);
    expect(clipOrder({ ...EMPTY, move: 'orbit' }, picture, prompt, clip).seed).toBe(9);
  });

  it('is made by whoever was chosen; by another one it is another clip', () => {
    const draft = { ...EMPTY, engines: { ...EMPTY.engines, clip: 'runway:gen4_turbo' } };
    expect(clipOrder(draft, picture, prompt, clip)).toMatchObject({ engine: 'runway:gen4_turbo', seed: 9 });
    const same = { ...clip, fields: { ...clip.fields, engine: 'runway:gen4_turbo' } };
    expect(clipOrder(draft, picture, prompt, same)).not.toHaveProperty('seed');
    expect(draftOf(EMPTY, same, picture).engines).toEqual(draft.engines);
    expect(clipOrder(EMPTY, picture, prompt, null)).not.toHaveProperty('engine');
  });

  it('gives its wishes back to the draft', () => {
    expect(draftOf(EMPTY, { ...clip, fields: { seconds: 3, camera: 'orbit', steam: 'off' } }, picture)).toMatchObject({ seconds: 3, move: 'orbit', steam: 'off' });
  });
});

it('a shape is width to height', () => expect(aspectOf('4:5')).toBe(0.8));
