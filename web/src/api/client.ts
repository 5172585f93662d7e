// The way to the service: typed by its own description, with the session's proof on whatever changes something.

import createClient, { type Middleware } from 'openapi-fetch';

import { boot } from '../boot';
import { ApiError, Offline } from './problem';
import type { paths } from './schema';
import type { Problem } from './types';

let csrf: string | null = boot.account?.csrf ?? null;

/** The proof that a change comes from this page; every sign-in has its own. */
export function prove(value: string | null | undefined): void {
  csrf = value ?? null;
}

/** Whom to tell that the session is over: the page asks to sign in again, and loses nothing. */
export const expired = new EventTarget();

const session: Middleware = {
  onRequest({ request }) {
    if (csrf && request.method !== 'GET') request.headers.set('X-CSRF-Token', csrf);
    return request;
  },
  onResponse({ request, response }) {
    if (response.status === 401 && !new URL(request.url).pathname.startsWith('/api/sign-')) {
      expired.dispatchEvent(new Event('expired'));
    }
    return response;
  },
  onError({ error }) {
    // What fetch throws is a line that was cut, or an ask that was given up on purpose.
    return error instanceof DOMException && error.name === 'AbortError' ? error : new Offline();
  },
};

export const api = createClient<paths>({ baseUrl: '/' });
api.use(session);

/** The answer's data; a refusal is thrown as ApiError. */
export function must<Data>(answer: { data?: Data; error?: unknown; response: Response }): Data {
  if (answer.response.ok) return answer.data as Data;
  throw new ApiError(answer.response.status, answer.error as Partial<Problem> | undefined);
}

/** Headers of an order: asked again with the same key, it is the same order. */
export const once = (key: string = newKey()): { 'Idempotency-Key': string } => ({ 'Idempotency-Key': key });

/** A key that nobody guesses; also where randomUUID is not, on a page without HTTPS. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Headers for what does not go through `api`: streamed uploads. */
export function proof(): Record<string, string> {
  return csrf ? { 'X-CSRF-Token': csrf } : {};
}
