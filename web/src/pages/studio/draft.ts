// What the owner set for each step, and the orders that come of it.

import type { CameraMove, Creation, CreationKind, NewImage, NewPrompt, NewVideo } from '../../api/types';
import { language } from '../../words';

export type Ratio = NewImage['ratio'];
export type Steam = NewVideo['steam'];
export type Voice = 'korean' | 'english';

export const RATIOS: readonly Ratio[] = ['9:16', '4:5', '1:1', '16:9'];
export const MOVES: readonly CameraMove[] = ['push-in', 'pull-out', 'pan', 'tilt', 'orbit', 'still'];
export const STEAMS: readonly Steam[] = ['auto', 'on', 'off'];
/** Seconds that are offered, as far as the engine makes them. */
export const LENGTHS: readonly number[] = [3, 5, 7, 10];
/** Characters that the service takes. */
export const LONGEST = { idea: 200, word: 60, extra: 160, prompt: 1000 } as const;

export interface Draft {
  readonly idea: string;
  readonly style: string;
  readonly mood: string;
  readonly camera: string;
  readonly extra: string;
  readonly ratio: Ratio;
  /** The prompt in the owner's own words, by language; null: as it was written. */
  readonly korean: string | null;
  readonly english: string | null;
  readonly voice: Voice;
  readonly negative: string | null;
  readonly seconds: number;
  /** Empty: as the prompt has it. */
  readonly move: CameraMove | '';
  readonly steam: Steam;
  /** Who was chosen to make it; empty: nobody was. */
  readonly engines: Readonly<Record<CreationKind, string>>;
}

export const EMPTY: Draft = {
  idea: '',
  style: '',
  mood: '',
  camera: '',
  extra: '',
  ratio: '9:16',
  korean: null,
  english: null,
  voice: language === 'ko' ? 'korean' : 'english',
  negative: null,
  seconds: 5,
  move: '',
  steam: 'auto',
  engines: { prompt: '', picture: '', clip: '' },
};

/** What a prompt says now, in one language. */
export function textIn(draft: Draft, prompt: Creation, voice: Voice): string {
  return draft[voice] ?? (voice === 'korean' ? prompt.written?.korean : prompt.prompt) ?? '';
}

/** The language in which the engine is told: the one that the owner changed, else English. */
export function toldIn(draft: Draft): Voice {
  if (draft[draft.voice] !== null) return draft.voice;
  return draft.korean !== null && draft.english === null ? 'korean' : 'english';
}

export const toldText = (draft: Draft, prompt: Creation): string => textIn(draft, prompt, toldIn(draft)).trim();

/** A prompt, or another try of one. */
export function promptOrder(draft: Draft, parentId: string | null): NewPrompt {
  const { ratio } = draft;
  const [idea, style, mood, camera, extra] = [draft.idea, draft.style, draft.mood, draft.camera, draft.extra].map((each) =>
    each.trim(),
  ) as [string, string, string, string, string];
  return { idea, style, mood, camera, extra, ratio, ...engineOf(draft, 'prompt'), ...(parentId ? { parentId } : {}) };
}

/** True if what would be asked is not what this prompt was asked with. */
export function isChanged(draft: Draft, prompt: Creation): boolean {
  const { parentId: _, ...order } = promptOrder(draft, null);
  return Object.entries(order).some(([name, value]) => value !== prompt.fields[name]);
}

/** A picture of a prompt. Other words for a picture that is there keep its seed: only what was changed changes. */
export function pictureOrder(draft: Draft, prompt: Creation, before: Creation | null): NewImage {
  const order = {
    prompt: toldText(draft, prompt),
    promptId: prompt.id,
    ratio: ratioOf(prompt),
    negative: (draft.negative ?? prompt.written?.negative ?? '').trim(),
    ...engineOf(draft, 'picture'),
  };
  const isOther = before && (before.fields['prompt'] !== order.prompt || before.fields['negative'] !== order.negative);
  return { ...order, ...seedOf(isOther ? before : null) };
}

/** A clip of a picture. Other wishes for a clip that is there keep its seed. */
export function clipOrder(draft: Draft, picture: Creation, prompt: Creation | null, before: Creation | null): NewVideo {
  const { seconds, move, steam } = draft;
  const order = {
    prompt: String(picture.fields['prompt'] ?? ''),
    imageId: picture.id,
    ...(prompt ? { promptId: prompt.id } : {}),
    seconds,
    ...(move ? { camera: move } : {}),
    steam,
    ratio: ratioOf(picture),
    negative: String(picture.fields['negative'] ?? ''),
    ...engineOf(draft, 'clip'),
  };
  const asked = before?.fields;
  const isOther =
    asked &&
    (asked['seconds'] !== seconds ||
      asked['steam'] !== steam ||
      (move !== '' && asked['camera'] !== move) ||
      (asked['engine'] ?? '') !== draft.engines.clip);
  return { ...order, ...seedOf(isOther ? before : null) };
}

/** The draft as it must have been for this result. */
export function draftOf(before: Draft, { kind, fields, prompt }: Creation, parent: Creation | null): Draft {
  const engine = typeof fields['engine'] === 'string' ? fields['engine'] : '';
  const draft = { ...before, engines: { ...before.engines, [kind]: engine } };
  switch (kind) {
    case 'prompt': {
      const said = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
      const asked = { idea: said('idea'), style: said('style'), mood: said('mood'), camera: said('camera'), extra: said('extra') };
      return { ...draft, ...asked, ratio: ratio(fields['ratio']), korean: null, english: null, negative: null };
    }
    case 'picture': {
      const said = { korean: null, english: null };
      const voice = isKorean(prompt ?? '') ? 'korean' : 'english';
      const negative = typeof fields['negative'] === 'string' ? fields['negative'] : null;
      return {
        ...draft,
        ...said,
        ...(prompt === parent?.prompt ? {} : { [voice]: prompt, voice }),
        negative: negative === (parent?.written?.negative ?? '') ? null : negative,
      };
    }
    case 'clip':
      return {
        ...draft,
        seconds: typeof fields['seconds'] === 'number' ? fields['seconds'] : draft.seconds,
        move: MOVES.find((move) => move === fields['camera']) ?? '',
        steam: STEAMS.find((steam) => steam === fields['steam']) ?? 'auto',
      };
  }
}

/** The shape that a prompt or a picture was asked for. */
export const ratioOf = ({ fields }: Creation): Ratio => ratio(fields['ratio']);

/** "4:5" → 0.8. */
export function aspectOf(shape: Ratio): number {
  const [width = 9, height = 16] = shape.split(':').map(Number);
  return width / height;
}

const engineOf = ({ engines }: Draft, kind: CreationKind): { engine?: string } => (engines[kind] ? { engine: engines[kind] } : {});

const ratio = (value: unknown): Ratio => RATIOS.find((each) => each === value) ?? '9:16';

const seedOf = (before: Creation | null): { seed?: number } => {
  const seed = before?.fields['seed'];
  return typeof seed === 'number' ? { seed } : {};
};

/** English prompts name Korean dishes in Korean, too: what there is more of counts. */
const isKorean = (text: string): boolean =>
  (text.match(/\p{Script=Hangul}/gu)?.length ?? 0) * 2 > (text.match(/\p{Script=Latin}/gu)?.length ?? 0);
