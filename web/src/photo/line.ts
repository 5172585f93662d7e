// The upload's line to the service. Bytes go by XMLHttpRequest: fetch does not tell how many have left.

import { api, expired, must, proof } from '../api/client';
import { ApiError, Offline } from '../api/problem';
import type { Problem } from '../api/types';
import type { Arrived, Line } from './upload';

const FIRST_PAUSE_MS = 600;

export const line: Line = {
  async begin({ kind, name, length }, signal) {
    return must(await api.POST('/api/uploads', { body: { kind, name, length }, signal: signal ?? null })).id;
  },

  async arrived(id, signal) {
    return must(await api.GET('/api/uploads/{upload_id}', { params: { path: { upload_id: id } }, signal: signal ?? null }));
  },

  send: (id, offset, rest, told, signal) =>
    new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      const stop = (): void => request.abort();
      const ended = (act: () => void) => (): void => {
        signal?.removeEventListener('abort', stop);
        act();
      };
      request.open('PATCH', `/api/uploads/${encodeURIComponent(id)}`);
      request.responseType = 'json';
      const headers = { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset), ...proof() };
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded }) => told(loaded);
      request.onload = ended(() => {
        if (request.status < 300) return done(request.response as Arrived);
        if (request.status === 401) expired.dispatchEvent(new Event('expired'));
        fail(new ApiError(request.status, request.response as Partial<Problem> | undefined));
      });
      request.onerror = ended(() => fail(new Offline()));
      request.onabort = ended(() => fail(new DOMException('', 'AbortError')));
      signal?.addEventListener('abort', stop);
      request.send(rest);
    }),

  pause: (tries, signal) =>
    new Promise((go) => {
      const timer = setTimeout(wake, FIRST_PAUSE_MS * 2 ** tries);
      function wake(): void {
        clearTimeout(timer);
        removeEventListener('online', wake);
        signal?.removeEventListener('abort', wake);
        go();
      }
      addEventListener('online', wake);
      signal?.addEventListener('abort', wake);
    }),
};
