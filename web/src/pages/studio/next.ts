// What to do after something was not made: one step.

import type { Creation } from '../../api/types';
import type { IconName } from '../../components/icons';

export interface Next {
  readonly step: 'retry' | 'text' | 'picture' | 'wait' | 'contact';
  readonly icon: IconName;
}

/** A file that a clip does not come from is its picture; whatever a picture comes from is its words. */
export function nextOf({ kind, state, failure }: Pick<Creation, 'kind' | 'state' | 'failure'>): Next {
  switch (state === 'failed' ? (failure?.nextStep ?? 'retry') : 'retry') {
    case 'retry':
      return { step: 'retry', icon: 'refresh' };
    case 'change-text':
      return { step: 'text', icon: 'edit' };
    case 'change-photo':
    case 'change-file':
      return kind === 'clip' ? { step: 'picture', icon: 'image' } : { step: 'text', icon: 'edit' };
    case 'wait':
      return { step: 'wait', icon: 'refresh' };
    case 'contact':
      return { step: 'contact', icon: 'copy' };
  }
}
