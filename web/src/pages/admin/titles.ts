// What a job is called.

import type { OwnedJob } from './deeds';
import { words } from './jobs.words';

/** What its owner would call it: the dish, or the words a picture is made of. */
export const titleOf = (job: Pick<OwnedJob, 'request' | 'prompt'>): string => job.request?.menu || job.prompt || words.unnamed;
