import { expect, it } from 'vitest';

import { secretOf } from './letter';

it('reads the secret of a link', () => {
  expect(secretOf('letter=UAa4abjrhseXXMMCx8nJQjAO-_')).toBe('UAa4abjrhseXXMMCx8nJQjAO-_');
});

it.each(['', 'letter=', 'letter', 'letter=short', 'secret=UAa4abjrhseXXMMCx8nJQjAO', 'letter=UAa4abjr hseXXMMCx8nJQjAO', `letter=${'a'.repeat(101)}`])(
  'refuses %j',
  (hash) => {
    expect(secretOf(hash)).toBeNull();
  },
);
