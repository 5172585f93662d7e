// How numbers, days and lengths are written, in the page's language.

import { language } from './words';

const LOCALE = language === 'ko' ? 'ko-KR' : 'en-US';
const whole = new Intl.NumberFormat(LOCALE);
const dayOf = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium' });
const momentOf = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' });
const agoOf = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });

/** 12000 → "12,000". */
export const number = (value: number): string => whole.format(value);

/** 12000 → "12,000원" or "₩12,000". */
export const won = (value: number): string => (language === 'ko' ? `${whole.format(value)}원` : `₩${whole.format(value)}`);

export const day = (iso: string): string => dayOf.format(new Date(iso));

export const moment = (iso: string): string => momentOf.format(new Date(iso));

/** "3분 전": for what happened within a week; then the day. */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  for (const [unit, length, most] of STEPS) {
    if (Math.abs(seconds) < most) return agoOf.format(Math.round(seconds / length), unit);
  }
  return day(iso);
}

const STEPS = [
  ['second', 1, 60],
  ['minute', 60, 3600],
  ['hour', 3600, 86_400],
  ['day', 86_400, 604_800],
] as const;

/** 1_234_567 → "1.2MB". */
export function bytes(count: number): string {
  if (count < 1000) return `${count}B`;
  if (count < 1_000_000) return `${Math.round(count / 1000)}KB`;
  return `${(count / 1_000_000).toFixed(1)}MB`;
}

/** 65 → "1분 5초"; from an hour on without the seconds: 7800 → "2시간 10분". */
export function seconds(count: number): string {
  const all = Math.max(1, Math.round(count));
  if (all >= 3600) {
    const [hours, left] = [Math.floor(all / 3600), Math.floor((all % 3600) / 60)];
    if (language === 'ko') return [`${hours}시간`, left && `${left}분`].filter(Boolean).join(' ');
    return [`${hours} h`, left && `${left} min`].filter(Boolean).join(' ');
  }
  const minutes = Math.floor(all / 60);
  const rest = all % 60;
  if (language === 'ko') return [minutes && `${minutes}분`, rest && `${rest}초`].filter(Boolean).join(' ');
  return [minutes && `${minutes} min`, rest && `${rest} s`].filter(Boolean).join(' ');
}
