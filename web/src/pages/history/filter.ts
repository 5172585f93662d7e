// What of the history is asked for, as the address bar keeps it.

import type { JobState } from '../../api/types';

export const STATES = ['all', 'succeeded', 'making', 'failed', 'canceled'] as const;
export type Wanted = (typeof STATES)[number];

export interface Filter {
  readonly search: string;
  readonly state: Wanted;
  readonly template: string;
}

export const EVERYTHING: Filter = { search: '', state: 'all', template: '' };

export const isEverything = ({ search, state, template }: Filter): boolean => !search && state === 'all' && !template;

/** The states of jobs that are asked for, each by itself; null is all of them. */
export function statesOf({ state }: Filter): readonly (JobState | null)[] {
  if (state === 'all') return [null];
  return state === 'making' ? ['queued', 'running'] : [state];
}

/** True if a short in this state belongs to what is shown. */
export function shows(filter: Filter, state: JobState): boolean {
  return statesOf(filter).some((wanted) => wanted === null || wanted === state);
}

export function filterOf(search: URLSearchParams): Filter {
  const state = search.get('state') ?? '';
  return {
    search: search.get('search') ?? '',
    state: STATES.find((each) => each === state) ?? 'all',
    template: search.get('template') ?? '',
  };
}

/** The address of the history with this filter. */
export function addressOf({ search, state, template }: Filter): string {
  const query = new URLSearchParams();
  if (search) query.set('search', search);
  if (state !== 'all') query.set('state', state);
  if (template) query.set('template', template);
  const text = query.toString();
  return text ? `/shorts?${text}` : '/shorts';
}
