// Who makes what here: the service's list, and what follows from it for an order.

import { api, must } from '../api/client';
import type { EngineOffer } from '../api/types';
import { words } from './words';

export type EngineKind = EngineOffer['kind'];

/** Our own makes every part of a short, whatever each part of it is called. */
const OURS = 'local:';

export async function offered(): Promise<readonly EngineOffer[]> {
  return must(await api.GET('/api/engines', {})).items;
}

/** Those of a kind that take orders, in the order they are asked. */
export const openOnes = (offers: readonly EngineOffer[], kind: EngineKind): readonly EngineOffer[] =>
  offers.filter((each) => each.kind === kind && each.state !== 'ended');

/** Who is asked first: the one that was chosen, else the first that takes orders, else the first of all. */
export function askedFirst(offers: readonly EngineOffer[], kind: EngineKind, choice: string): EngineOffer | null {
  const open = openOnes(offers, kind);
  return open.find(({ id }) => id === choice) ?? open[0] ?? offers.find((each) => each.kind === kind) ?? null;
}

/** A choice as it may be sent: empty once nobody of that name takes orders. */
export const stillOffered = (offers: readonly EngineOffer[], kind: EngineKind, choice: string): string =>
  openOnes(offers, kind).some(({ id }) => id === choice) ? choice : '';

/**
 * The lengths to offer, of those that are `usual`, in seconds: the ones it makes; where it makes none of them, its own.
 */
export function lengthsOf(engine: EngineOffer | null, usual: readonly number[]): readonly number[] {
  if (!engine) return usual;
  const { seconds, maxSeconds } = engine;
  const made = usual.filter((each) => (!seconds.length || seconds.includes(each)) && (maxSeconds === null || each <= maxSeconds));
  if (made.length > 1) return made;
  const [least = 0, most = Infinity] = [usual[0], usual.at(-1)];
  const own = seconds.filter((each) => each >= least && each <= most);
  return own.length ? own : made;
}

/** The shortest of some lengths that is no shorter than what is wanted; their longest if there is none. */
export const lengthFor = (lengths: readonly number[], wanted: number): number =>
  lengths.find((each) => each >= wanted) ?? lengths.at(-1) ?? wanted;

/** What an engine is called here; empty while the list of them is on its way. */
export function nameOf(id: string, offers: readonly EngineOffer[] | null): string {
  if (isOurs(id)) return words.ours;
  return offers ? (offers.find((each) => each.id === id)?.title ?? id) : '';
}

export const isOurs = (id: string): boolean => id.startsWith(OURS);
