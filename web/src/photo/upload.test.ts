import { describe, expect, it } from 'vitest';

import { ApiError, Offline } from '../api/problem';
import type { TakenAsset } from '../api/types';
import { type Arrived, type Line, sendFile, type Upload } from './upload';

const ASSET = { id: 'asset-1' } as TakenAsset;
const refused = (status: number, code: string): ApiError => new ApiError(status, { code });

/** A service that takes what comes, and breaks the line as it is told: so many bytes get through before each cut. */
function service(length: number, cuts: (number | Error)[] = []) {
  const files = new Map<string, number>();
  const log: string[] = [];
  const state = (id: string): Arrived => {
    const offset = files.get(id);
    if (offset === undefined) throw refused(404, 'not_found');
    return { offset, asset: offset === length ? ASSET : null };
  };
  const line: Line = {
    async begin() {
      files.set(`upload-${files.size + 1}`, 0);
      log.push('begin');
      return `upload-${files.size}`;
    },
    async arrived(id) {
      log.push('ask');
      return state(id);
    },
    async send(id, offset, rest, told) {
      if (state(id).offset !== offset) throw refused(409, 'upload_offset');
      const cut = cuts.shift();
      if (cut instanceof Error) throw cut;
      log.push(`send ${offset}`);
      files.set(id, offset + Math.min(rest.size, cut ?? rest.size));
      told(cut ?? rest.size);
      if (cut !== undefined) throw new Offline();
      return state(id);
    },
    async pause() {
      log.push('pause');
    },
  };
  return { line, log, files };
}

const upload = (length: number, more: Partial<Upload> = {}): Upload => ({
  kind: 'photo',
  file: new Blob([new Uint8Array(length)]),
  name: 'dish.jpg',
  ...more,
});

describe('a file', () => {
  it('is sent in one piece over a good line, and tells how far it is', async () => {
    const { line, log } = service(1000);
    const shares: number[] = [];
    const begun: string[] = [];
    const more = { onshare: (share: number) => shares.push(share), onbegun: (id: string) => begun.push(id) };
    expect(await sendFile(upload(1000, more), line)).toBe(ASSET);
    expect(log).toEqual(['begin', 'send 0']);
    expect(begun).toEqual(['upload-1']);
    expect(shares).toEqual([0, 1]);
  });

  it('goes on where a cut left it', async () => {
    const { line, log } = service(1000, [300, 200]);
    expect(await sendFile(upload(1000), line)).toBe(ASSET);
    expect(log).toEqual(['begin', 'send 0', 'pause', 'ask', 'send 300', 'pause', 'ask', 'send 500']);
  });

  it('is not sent again when only the answer was lost', async () => {
    const { line, log } = service(1000, [1000]);
    expect(await sendFile(upload(1000), line)).toBe(ASSET);
    expect(log).toEqual(['begin', 'send 0', 'pause', 'ask']);
  });

  it('goes on after the page was loaded anew', async () => {
    const { line, log, files } = service(1000);
    files.set('upload-of-before', 700);
    expect(await sendFile(upload(1000, { begun: 'upload-of-before' }), line)).toBe(ASSET);
    expect(log).toEqual(['ask', 'send 700']);
  });

  it('begins anew when the service has forgotten it', async () => {
    const { line, log } = service(1000);
    expect(await sendFile(upload(1000, { begun: 'long-gone' }), line)).toBe(ASSET);
    expect(log).toEqual(['ask', 'begin', 'send 0']);
  });

  it('is given up after too many tries in vain', async () => {
    const { line, log } = service(1000, Array.from({ length: 9 }, () => new Offline()));
    await expect(sendFile(upload(1000), line)).rejects.toBeInstanceOf(Offline);
    expect(log.filter((each) => each === 'pause')).toHaveLength(5);
  });

  it('that cannot be used is refused at once', async () => {
    const { line, log } = service(1000, [refused(422, 'photo_refused')]);
    await expect(sendFile(upload(1000), line)).rejects.toMatchObject({ code: 'photo_refused' });
    expect(log).toEqual(['begin']);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const { line } = service(1000, [100]);
    const stopping: Line = { ...line, pause: async () => stop.abort() };
    await expect(sendFile(upload(1000, { signal: stop.signal }), stopping)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
