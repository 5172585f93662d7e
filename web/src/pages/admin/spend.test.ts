import { describe, expect, it } from 'vitest';

import { dayOf, spent } from './spend';

const noon = Date.parse('2026-05-03T03:00:00Z');

describe('what engines cost', () => {
  it('is counted by the day in Seoul', () => {
    expect(dayOf(Date.parse('2026-05-02T14:59:59Z'))).toBe('2026-05-02');
    expect(dayOf(Date.parse('2026-05-02T15:00:00Z'))).toBe('2026-05-03');
  });

  it('has every day, the dearest engine first, and leaves out what is older', () => {
    const { days, engines, total, asks } = spent(
      [
        { day: '2026-05-03', engine: 'b', won: 300, asks: 1 },
        { day: '2026-05-01', engine: 'b', won: 700, asks: 2 },
        { day: '2026-05-01', engine: 'a', won: 200, asks: 1 },
        { day: '2026-04-01', engine: 'a', won: 9000, asks: 9 },
      ],
      3,
      noon,
    );
    expect(days).toEqual(['2026-05-01', '2026-05-02', '2026-05-03']);
    expect(engines).toEqual([
      { id: 'b', won: [700, 0, 300], total: 1000 },
      { id: 'a', won: [200, 0, 0], total: 200 },
    ]);
    expect([total, asks]).toEqual([1200, 4]);
  });

  it('may be nothing', () => {
    expect(spent([], 2, noon)).toEqual({ days: ['2026-05-02', '2026-05-03'], engines: [], total: 0, asks: 0 });
  });
});
