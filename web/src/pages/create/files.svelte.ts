// The files of a draft: the photo and one's own music, on this phone until they are ordered, and sent only once.

import { api, must } from '../../api/client';
import { decoded } from '../../photo/decoded';
import type { OpenPhoto, Said } from '../../photo/open';
import type { Kind } from '../../photo/upload';
import { session } from '../../session.svelte';
import { keep, kept } from './shelf';

/** A file as it is kept: on the phone, in the service's store, or both. */
export interface KeptFile {
  readonly file: Blob | null;
  readonly name: string;
  readonly assetId: string | null;
  /** The upload that was begun and not finished. */
  readonly uploadId: string | null;
}

export const keptFile = (file: File): KeptFile => ({ file, name: file.name, assetId: null, uploadId: null });

/** `unseen`: a photo that this browser cannot show, but the service can use. */
export type PhotoState = 'none' | 'opening' | 'ready' | 'unseen' | 'lost';

// What opens and what sends a photo is fetched when there is one.
const openPhoto = async (file: Blob): Promise<OpenPhoto | null> => (await import('../../photo/open')).openPhoto(file);
const sending = () => Promise.all([import('../../photo/upload'), import('../../photo/line')]);

const SENT = 'sent';
const MOST_SENT = 40;

export class Photo {
  kept: KeptFile | null = $state.raw(null);
  open: OpenPhoto | null = $state.raw(null);
  state: PhotoState = $state('none');
  /** What is wrong with what was chosen. */
  isNoPicture = $state(false);
  #turn = 0;

  get advice(): readonly Said[] {
    return this.open?.advice ?? [];
  }

  get isRefused(): boolean {
    return this.advice.some(({ isRefused }) => isRefused);
  }

  /** Take a file that was chosen, dropped, pasted or shared. */
  async choose(file: File): Promise<void> {
    this.isNoPicture = !isPicture(file);
    if (!this.isNoPicture) await this.take(keptFile(file));
  }

  /** Take a photo as it was kept; one that is only in the store is fetched to be shown. */
  async take(kept: KeptFile): Promise<void> {
    const turn = ++this.#turn;
    this.kept = kept;
    this.state = 'opening';
    let open: OpenPhoto | null = null;
    let state: PhotoState = 'lost';
    try {
      const file = kept.file ?? (kept.assetId ? await stored(kept.assetId) : null);
      if (file) {
        open = await openPhoto(file);
        state = open ? 'ready' : 'unseen';
      }
    } catch {
      state = kept.file ? 'unseen' : 'lost';
    }
    if (turn !== this.#turn) return;
    this.open = open;
    this.state = state;
    if (state === 'lost') this.kept = null;
  }

  /** Have the service read what this browser cannot, and show that. */
  async show(onshare: (share: number) => void): Promise<void> {
    if (!this.kept) return;
    const assetId = await sent('photo', this.kept, { keep: (kept) => (this.kept = kept), onshare });
    const { open, state } = await stored(assetId).then(openPhoto).then((open) => ({ open, state: open ? 'ready' : 'unseen' }) as const);
    this.open = open;
    this.state = state;
  }

  clear(): void {
    this.#turn += 1;
    this.kept = this.open = null;
    this.state = 'none';
    this.isNoPicture = false;
  }
}

/** Sends a file, unless the account has sent the same before; returns its asset. */
export async function sent(
  kind: Kind,
  kept: KeptFile,
  how: { keep: (kept: KeptFile) => void; onshare?: (share: number) => void; signal?: AbortSignal },
): Promise<string> {
  if (kept.assetId) return kept.assetId;
  if (!kept.file) throw new Error('there is no file');
  const print = await fingerprint(kind, kept.file);
  const known = print ? (await sentBefore()).find(([each]) => each === print)?.[1] : undefined;
  const [{ sendFile }, { line }] = await sending();
  let current = kept;
  const update = (more: Partial<KeptFile>): void => how.keep((current = { ...current, ...more }));
  const assetId =
    (known && (await isThere(known)) ? known : null) ??
    (
      await sendFile(
        {
          kind,
          file: kept.file,
          name: kept.name,
          begun: kept.uploadId,
          onbegun: (uploadId) => update({ uploadId }),
          onshare: (share) => how.onshare?.(share),
          signal: how.signal,
        },
        line,
      )
    ).id;
  update({ assetId, uploadId: null });
  if (print) await keep(SENT, [[print, assetId], ...(await sentBefore()).filter(([each]) => each !== print)].slice(0, MOST_SENT));
  return assetId;
}

/** The bytes of a file in the store. */
export async function stored(assetId: string): Promise<Blob> {
  const { url } = must(await api.GET('/api/assets/{asset_id}/link', { params: { path: { asset_id: assetId } } }));
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.blob();
}

/** Fetches a picture of the store; nobody is told of one that is no longer wanted, or cannot be had. */
export function fetchPicture(assetId: string, tell: (picture: ImageBitmap | null) => void): () => void {
  let isWanted = true;
  stored(assetId)
    .then(decoded)
    .then((picture) => isWanted && tell(picture))
    .catch(() => undefined);
  return () => {
    isWanted = false;
  };
}

async function sentBefore(): Promise<[print: string, assetId: string][]> {
  return (await kept<[string, string][]>(SENT)) ?? [];
}

async function isThere(assetId: string): Promise<boolean> {
  return (await api.GET('/api/assets/{asset_id}', { params: { path: { asset_id: assetId } } })).response.ok;
}

/** The file's digest, for its account; null where the browser gives none (over plain HTTP). */
async function fingerprint(kind: Kind, file: Blob): Promise<string | null> {
  if (!globalThis.crypto?.subtle || !session.account) return null;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return `${session.account.id} ${kind} ${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

// HEIC often comes without a type: then the name tells.
const isPicture = (file: File): boolean =>
  file.type ? file.type.startsWith('image/') : /\.(heic|heif|avif|jpe?g|png|webp|gif|bmp|tiff?)$/i.test(file.name);
