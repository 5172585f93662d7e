// What to do after a short was not made: one step, and where it leads.

import type { Failure, JobState } from '../../api/types';
import type { IconName } from '../../components/icons';
import { again } from './remake';

export type NextStep = Failure['nextStep'];

export type Next =
  | { readonly step: NextStep; readonly icon: IconName; readonly href: string }
  | { readonly step: NextStep; readonly icon: IconName; readonly act: 'retry' | 'look' | 'copy' };

/** The one next step of a short that failed or was stopped. */
export function nextOf(shortId: string, state: JobState, failure: Failure | null): Next {
  const step = state === 'failed' ? (failure?.nextStep ?? 'retry') : 'retry';
  switch (step) {
    case 'retry':
      return { step, icon: 'refresh', act: 'retry' };
    case 'change-photo':
      return { step, icon: 'image', href: again(shortId) };
    case 'change-text':
      return { step, icon: 'edit', href: again(shortId) };
    case 'change-file':
      return { step, icon: 'image', href: again(shortId) };
    case 'wait':
      return { step, icon: 'refresh', act: 'look' };
    case 'contact':
      return { step, icon: 'copy', act: 'copy' };
  }
}
