// What the stage shows while a short is made: its preview, with the photo and the logo as they were sent.

import { api, must } from '../../api/client';
import type { Short } from '../../api/types';
import type { Still } from '../../player';
import { PreviewSource } from '../../preview';

export class Moment {
  readonly source = new PreviewSource({ delayMs: 0 });
  photo = $state.raw<Still | null>(null);
  logo = $state.raw<Still | null>(null);

  constructor({ request, photoId, photoUrl }: Short) {
    if (!request) return;
    const { template, menu, price, seconds, words, seed, shop } = request;
    const { logoId, ...facts } = shop;
    const order = { template, menu, price, seconds, words, seed, shop: { ...facts, logoId } };
    this.source.want(photoId ? { ...order, photoId } : order);
    if (photoUrl) void picture(photoUrl).then((still) => (this.photo = still));
    if (logoId) void linked(logoId).then((still) => (this.logo = still));
  }

  close(): void {
    this.source.close();
  }
}

/** A stored picture by its id. */
async function linked(assetId: string): Promise<Still | null> {
  try {
    const link = must(await api.GET('/api/assets/{asset_id}/link', { params: { path: { asset_id: assetId } } }));
    return await picture(link.path);
  } catch {
    return null;
  }
}

/** A stored picture; null if it is gone. The stage then shows what it shows without one. */
async function picture(path: string): Promise<Still | null> {
  try {
    const answer = await fetch(path);
    return answer.ok ? await createImageBitmap(await answer.blob()) : null;
  } catch {
    return null;
  }
}
