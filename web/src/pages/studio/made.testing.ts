// Creations for tests.

import type { Creation } from '../../api/types';

export function made(id: string, changes: Partial<Creation> = {}): Creation {
  return {
    id,
    kind: 'prompt',
    parentId: null,
    jobId: null,
    state: 'succeeded',
    fields: {},
    prompt: null,
    written: null,
    assetId: null,
    imageUrl: null,
    videoUrl: null,
    engine: 'local:director',
    credits: 0,
    seconds: null,
    failure: null,
    createdAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:00Z',
    ...changes,
  };
}
