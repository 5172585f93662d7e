// A logo on its way to the service, and back as a picture.

import { api, must } from '../../api/client';

/** Formats that the service takes; the last word on a file is its own. */
export const LOGO_TYPES = 'image/png,image/jpeg,image/webp,image/avif,image/gif,image/bmp,image/tiff,image/heic,image/heif';

/** Sends a logo; its id. */
export async function sendLogo(file: File): Promise<string> {
  const params = { query: { kind: 'logo', name: file.name } } as const;
  const headers = { 'Content-Type': 'application/octet-stream' };
  // The generator knows no bytes: a body of them is sent as it is.
  const body = file as unknown as string;
  const taken = must(await api.POST('/api/assets', { params, headers, body, bodySerializer: (bytes) => bytes }));
  return taken.id;
}

/** A logo as a picture to draw. */
export async function logoPicture(id: string): Promise<ImageBitmap> {
  const { url } = must(await api.GET('/api/assets/{asset_id}/link', { params: { path: { asset_id: id } } }));
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`the logo answered ${answer.status}`);
  return createImageBitmap(await answer.blob());
}
