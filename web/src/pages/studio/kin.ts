// Where results of the studio are read from: a tree at a time.

import { api, must } from '../../api/client';
import { ApiError } from '../../api/problem';
import type { Creation } from '../../api/types';
import { lineTo } from './tree';

/** Everything that came of the same beginning; what is known already says where that is. */
export async function treeAround(id: string, known: readonly Creation[]): Promise<readonly Creation[]> {
  const from = lineTo(known, id)[0]?.id ?? id;
  const near = await treeOf(from).catch((error: unknown) => {
    if (from === id || !isMissing(error)) throw error;
    return treeOf(id);
  });
  const root = lineTo(near, id)[0]?.id;
  if (root === undefined) throw new ApiError(404, { code: 'not_found' });
  return near.some((each) => each.id === from) && (root === from || root === id) ? near : treeOf(root);
}

async function treeOf(id: string): Promise<readonly Creation[]> {
  return must(await api.GET('/api/creations/{creation_id}/tree', { params: { path: { creation_id: id } } })).items;
}

export const isMissing = (error: unknown): boolean => error instanceof ApiError && error.status === 404;
