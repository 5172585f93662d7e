// Who made a result, and who was asked before, out of what the service keeps of it.

import { language } from '../words';

export interface Attempt {
  readonly engine: string;
  readonly why: string;
  /** There was a clip, which was looked at; else there was none. */
  readonly isLookedAt: boolean;
}

export interface Made {
  readonly engine: string;
  /** What was not used, the first one first. */
  readonly before: readonly Attempt[];
}

/** Of one part of a result; null where nothing is known of it. */
export function madeOf(kept: unknown): Made | null {
  if (!isRecord(kept) || typeof kept['engine'] !== 'string') return null;
  const tried = Array.isArray(kept['tried']) ? kept['tried'].filter(isRecord) : [];
  return { engine: kept['engine'], before: tried.filter(({ ok }) => ok !== true).flatMap(attemptOf) };
}

function attemptOf({ engine, why, measured }: Readonly<Record<string, unknown>>): readonly Attempt[] {
  const said = isRecord(why) ? why[language] : null;
  if (typeof engine !== 'string' || typeof said !== 'string' || !said) return [];
  return [{ engine, why: said, isLookedAt: isRecord(measured) && Object.keys(measured).length > 0 }];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
