// Parts that lie on each other and rarely change, put together so that they are drawn once and then laid down whole.
//
// A canvas without a graphics chip needs milliseconds for a gradient over a whole frame, and templates have some; what
// comes of it can be kept. Laying one thing over another gives the same in whatever order they are joined, so that only
// what shows a picture (which changes with every frame) or blends with what is below must stay outside.

import type { Paint, Shape } from './list';
import type { Part, Values } from './parts';

/** What of a list tells how much there is to gain. */
export interface Tables {
  readonly shapes: readonly Shape[];
  readonly paints: readonly Paint[];
  readonly frameCount: number;
}

// A part that changes in more than this share of the frames would spoil what it is kept with.
const MOST_CHANGES = 0.25;
// So many parts without a gradient are worth keeping, too.
const MANY = 6;

/** The parts with their runs put together, at every depth. */
export function inRuns(parts: readonly Part[], tables: Tables): readonly Part[] {
  const result: Part[] = [];
  let run: Part[] = [];
  const close = (): void => {
    result.push(...(isWorthKeeping(run, tables) ? [kept(run, tables.frameCount)] : run.map((part) => within(part, tables))));
    run = [];
  };
  for (const part of parts) {
    if (isQuiet(part) && share(part, tables.frameCount) <= MOST_CHANGES) {
      run.push(part);
    } else {
      close();
      result.push(within(part, tables));
    }
  }
  close();
  return result;
}

/** How often the parts had changed by each frame: where it is the same, they look the same. */
export function epochs(parts: readonly Part[], frameCount: number): Uint32Array {
  const result = new Uint32Array(frameCount);
  for (const part of parts) markChanges(part, result);
  for (let frame = 1; frame < frameCount; frame++) {
    result[frame] = (result[frame] as number) + (result[frame - 1] as number);
  }
  return result;
}

function kept(parts: readonly Part[], frameCount: number): Part {
  return {
    first: 0,
    end: Infinity,
    place: null,
    opacity: 1,
    blend: null,
    alone: false,
    clip: null,
    mask: null,
    effects: [],
    content: { kind: 'parts', parts },
    epochs: epochs(parts, frameCount),
  };
}

function within(part: Part, tables: Tables): Part {
  if (part.content.kind !== 'parts') return part;
  return { ...part, content: { kind: 'parts', parts: inRuns(part.content.parts, tables) } };
}

/** True if nothing of it shows a picture or blends with what is below. */
function isQuiet({ blend, content, mask }: Part): boolean {
  if (blend || content.kind === 'picture' || !(mask?.parts.every(isQuiet) ?? true)) return false;
  return content.kind === 'shape' || content.parts.every(isQuiet);
}

function isWorthKeeping(run: readonly Part[], tables: Tables): boolean {
  return run.length >= MANY || run.some((part) => hasGradient(part, tables));
}

function hasGradient({ content }: Part, tables: Tables): boolean {
  if (content.kind === 'parts') return content.parts.some((part) => hasGradient(part, tables));
  if (content.kind === 'picture') return false;
  const numbers = typeof content.shape === 'number' ? [content.shape] : [...content.shape.values];
  return numbers.some((number) => {
    const shape = tables.shapes[number];
    return shape && 'fill' in shape && typeof tables.paints[shape.fill as number] === 'object';
  });
}

/** In how large a share of the frames it is not what it was before. */
function share(part: Part, frameCount: number): number {
  const changes = new Uint32Array(frameCount);
  markChanges(part, changes);
  return changes.reduce((sum, change) => sum + Math.min(1, change), 0) / frameCount;
}

/** Counts up each frame in which something of the part is not what it was in the frame before. */
function markChanges(part: Part, changes: Uint32Array): void {
  const mark = (frame: number): void => {
    if (frame > 0 && frame < changes.length) changes[frame] = (changes[frame] as number) + 1;
  };
  mark(part.first);
  mark(part.end);
  const { content, clip, mask, opacity, place } = part;
  const shown = content.kind === 'shape' ? [content.shape] : [];
  for (const values of [...(place ?? []), opacity, ...(clip === null ? [] : [clip]), ...shown]) markSteps(values, mark);
  for (const child of mask?.parts ?? []) markChanges(child, changes);
  if (content.kind === 'parts') for (const child of content.parts) markChanges(child, changes);
}

function markSteps(values: Values, mark: (frame: number) => void): void {
  if (typeof values === 'number') return;
  const { from, values: numbers } = values;
  for (let step = 1; step < numbers.length; step++) {
    if (numbers[step] !== numbers[step - 1]) mark(from + step);
  }
}
