// What can go wrong between page and service, as errors.

import type { Problem } from './types';

/** The service refused: a code, a sentence, and the next step. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly hint: string;
  readonly retryAfter: number | null;
  readonly slips: readonly { path: string; message: string }[];

  constructor(status: number, problem: Partial<Problem> | undefined) {
    super(problem?.detail ?? `HTTP ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = problem?.code ?? (status >= 500 ? 'broken' : 'refused');
    this.detail = problem?.detail ?? '';
    this.hint = problem?.hint ?? '';
    this.retryAfter = problem?.retryAfter ?? null;
    this.slips = problem?.errors ?? [];
  }
}

/** There is no line to the service. */
export class Offline extends Error {
  constructor() {
    super('offline');
    this.name = 'Offline';
  }
}
