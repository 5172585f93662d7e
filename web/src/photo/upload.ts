// A file on its way to the service, in as many pieces as the line breaks it into; what arrived is never sent again.

import { ApiError, Offline } from '../api/problem';
import type { TakenAsset } from '../api/types';

export type Kind = 'photo' | 'logo' | 'music';

/** How far an upload is; `asset` once it is whole. */
export interface Arrived {
  readonly offset: number;
  readonly asset?: TakenAsset | null;
}

/** What an upload needs of the service. Throws ApiError and Offline. */
export interface Line {
  begin(file: { kind: Kind; name: string; length: number }, signal?: AbortSignal): Promise<string>;
  arrived(id: string, signal?: AbortSignal): Promise<Arrived>;
  send(id: string, offset: number, rest: Blob, told: (bytes: number) => void, signal?: AbortSignal): Promise<Arrived>;
  /** Waits before another try, longer each time; shorter if the network comes back. */
  pause(tries: number, signal?: AbortSignal): Promise<void>;
}

export interface Upload {
  readonly kind: Kind;
  readonly file: Blob;
  readonly name: string;
  /** The upload that was begun before and not finished. */
  readonly begun?: string | null;
  /** Told as soon as there is one to go on with later. */
  readonly onbegun?: (id: string) => void;
  /** Told how much has left, from 0 to 1. */
  readonly onshare?: (share: number) => void;
  readonly signal?: AbortSignal | undefined;
}

// Without a single byte getting through. Then the owner is asked: the upload is kept, and goes on where it was.
const MOST_TRIES = 5;

/** Sends a file and returns what it became; goes on by itself after a cut. */
export async function sendFile(upload: Upload, line: Line): Promise<TakenAsset> {
  const { file, signal } = upload;
  let id = upload.begun ?? null;
  let offset: number | null = null;
  let tries = 0;
  for (;;) {
    signal?.throwIfAborted();
    try {
      if (id === null) {
        id = await line.begin({ kind: upload.kind, name: upload.name, length: file.size }, signal);
        upload.onbegun?.(id);
        offset = 0;
      }
      if (offset === null) {
        const arrived: Arrived = await line.arrived(id, signal);
        if (arrived.asset) return arrived.asset;
        if (arrived.offset > 0) tries = 0;
        offset = arrived.offset;
      }
      const from = offset;
      const told = (bytes: number): void => upload.onshare?.(Math.min(1, (from + bytes) / file.size));
      told(0);
      const arrived: Arrived = await line.send(id, from, file.slice(from), told, signal);
      if (arrived.asset) return arrived.asset;
      if (arrived.offset > from) tries = 0;
      offset = arrived.offset;
    } catch (error) {
      signal?.throwIfAborted();
      if (isGone(error) && upload.begun === id) {
        // It was begun so long ago that the service has forgotten it.
        [id, offset] = [null, null];
        if ((tries += 1) > MOST_TRIES) throw error;
        continue;
      }
      if (!isPassing(error) || (tries += 1) > MOST_TRIES) throw error;
      offset = null;
      await line.pause(tries, signal);
    }
  }
}

const isGone = (error: unknown): boolean => error instanceof ApiError && error.status === 404;

/** True for what another try may mend. */
function isPassing(error: unknown): boolean {
  if (error instanceof Offline) return true;
  if (!(error instanceof ApiError)) return false;
  return error.status >= 500 || error.code === 'too_slow' || error.code === 'upload_offset' || error.status === 429;
}
