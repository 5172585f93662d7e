// What there is to say of a job, line by line.

import { boot } from '../../boot';
import { moment, seconds } from '../../format';
import { spans, type JobInFull, type Money } from './deeds';
import type { Fact } from './Facts.svelte';
import { words } from './jobs.words';
import { named, words as shared } from './words';

const fact = (label: string, value: string | null | undefined): readonly Fact[] => (value ? [{ label, value }] : []);

/** What it is and costs, and when what happened. What is not known yet is left out. */
export function factsOf(job: JobInFull, money: Money): readonly Fact[] {
  const { waited, worked } = spans(job);
  return [
    ...fact(words.kind, named(shared.kinds, job.kind)),
    ...fact(words.price, `${shared.credits(job.credits)} · ${shared.money[money]}`),
    ...fact(words.attempt, words.attempts(job.attempt)),
    ...fact(words.created, moment(job.createdAt)),
    ...fact(words.ahead, job.ahead == null ? null : words.count(job.ahead)),
    ...fact(words.eta, job.etaSeconds == null ? null : words.about(seconds(job.etaSeconds))),
    // A job that was tried again waited since then, and nobody told since when.
    ...fact(words.waited, waited === null || job.attempt > 1 ? null : seconds(waited)),
    ...fact(words.worked, worked === null ? null : seconds(worked)),
    ...fact(words.finished, job.finishedAt ? moment(job.finishedAt) : null),
  ];
}

const templateOf = (id: string): string => boot.templates.find((template) => template.id === id)?.title ?? id;

/** What was ordered, as far as its kind has it. */
export function orderOf(job: Pick<JobInFull, 'request' | 'prompt'>): readonly Fact[] {
  const { request, prompt } = job;
  if (!request) return fact(words.prompt, prompt);
  const { shop } = request;
  return [
    ...fact(words.menu, request.menu),
    ...fact(words.menuPrice, request.price),
    ...fact(words.template, templateOf(request.template)),
    ...fact(words.music, request.musicId ?? named(words.musics, request.music)),
    ...fact(words.steam, named(words.steams, request.steam)),
    ...fact(words.seconds, request.seconds == null ? null : seconds(request.seconds)),
    ...fact(words.seed, `${request.seed}`),
    ...Object.entries(request.words).flatMap(([slot, text]) => fact(words.word(slot), text)),
    ...fact(words.shop, [shop.name, shop.address, shop.phone, shop.hours].filter(Boolean).join(' · ')),
  ];
}
