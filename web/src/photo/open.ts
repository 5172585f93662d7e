// A photo as a file becomes one that can be drawn and judged, without leaving the phone.

import { adviceOn, type PhotoAdvice } from './advice';
import { decoded } from './decoded';
import { type PhotoColors, photoColors } from './colors';
import { reduced } from './luma';
import { measured } from './measure';
import { words } from './words';

/** Advice in a sentence for the owner. */
export interface Said extends PhotoAdvice {
  readonly sentence: string;
}

export interface OpenPhoto {
  /** Upright, at most 1600 pixels long. */
  readonly bitmap: ImageBitmap;
  readonly colors: PhotoColors;
  readonly advice: readonly Said[];
  /** As the photo is. */
  readonly width: number;
  readonly height: number;
}

const SHOWN_PX = 1600;

/** Opens a photo; null if this browser cannot read its format, as most cannot read HEIC. */
export async function openPhoto(file: Blob): Promise<OpenPhoto | null> {
  const whole = await decoded(file);
  if (!whole) return null;
  const { width, height } = whole;
  const luma = await reduced(width, height, rowsOf(whole), rest);
  const advice = adviceOn(measured(width, height, luma)).map((each) => ({
    ...each,
    sentence: words.advice[each.code](width, height),
  }));
  const bitmap = await shown(whole);
  return { bitmap, colors: { ...photoColors(bitmap), width, height }, advice, width, height };
}

async function shown(whole: ImageBitmap): Promise<ImageBitmap> {
  const scale = SHOWN_PX / Math.max(whole.width, whole.height);
  if (scale >= 1) return whole;
  const size = { resizeWidth: Math.round(whole.width * scale), resizeHeight: Math.round(whole.height * scale) };
  const bitmap = await createImageBitmap(whole, { ...size, resizeQuality: 'high' });
  whole.close();
  return bitmap;
}

function rowsOf(photo: ImageBitmap): (top: number, bottom: number) => ArrayLike<number> {
  const canvas = document.createElement('canvas');
  canvas.width = photo.width;
  const context = canvas.getContext('2d', { colorSpace: 'srgb', willReadFrequently: true });
  if (!context) throw new Error('there is no 2D canvas');
  return (top, bottom) => {
    if (canvas.height !== bottom - top) canvas.height = bottom - top;
    context.drawImage(photo, 0, -top);
    return context.getImageData(0, 0, photo.width, bottom - top).data;
  };
}

/** Lets a finger be heard while a large photo is measured. */
const rest = (): Promise<void> => new Promise((go) => setTimeout(go));
