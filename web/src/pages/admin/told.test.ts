import { describe, expect, it } from 'vitest';

import { deed, detail, target } from './told';

describe('a line of the log', () => {
  it('says what was done, and names what it does not know', () => {
    expect(deed({ action: 'job.refund' })).not.toBe('job.refund');
    expect(deed({ action: 'moon.landed' })).toBe('moon.landed');
  });

  it('says why first', () => {
    expect(detail({ detail: { credits: 3, note: 'why' } })).toMatch(/^“why” · .*3/);
    expect(detail({ detail: { before: 'owner', after: 'admin' } })).toMatch(/ → /);
    expect(detail({ detail: { note: { nested: true } as never } })).toBe('');
    expect(detail({ detail: {} })).toBe('');
  });

  it('leads to what it was done to', () => {
    expect(target({ action: 'job.retry', target: 'j' })?.href).toBe('/admin/jobs?job=j');
    expect(target({ action: 'user.grant', target: 'u' })?.href).toBe('/admin/users?user=u');
    expect(target({ action: 'webhook.added', target: 'w' })).toBeUndefined();
    expect(target({ action: 'account.deleted', target: '' })).toBeUndefined();
  });
});
