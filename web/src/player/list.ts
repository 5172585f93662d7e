// Display list version 1 as it comes from the service: see docs/renderscript/display-list.md.

/** A number that stays, or `[frame, value, step, step, …]`: `value` up to and with `frame`, then one step a frame. */
export type Track = number | readonly number[];

/** Left, top, width, height. */
export type Box = readonly [number, number, number, number];

export interface DisplayList {
  readonly version: 1;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly frameCount: number;
  readonly duration: number;
  readonly snapshotTime: number;
  readonly background: string;
  readonly sources: Readonly<Record<string, Source>>;
  readonly outlines: readonly string[];
  readonly glyphs: readonly string[];
  readonly paints: readonly Paint[];
  readonly sprites: readonly string[];
  readonly shapes: readonly Shape[];
  readonly nodes: readonly Node[];
  readonly warnings: readonly string[];
}

export interface Source {
  readonly kind: 'still' | 'moving';
  readonly width?: number;
  readonly height?: number;
  readonly duration?: number;
  readonly frameRate?: number;
}

export type Stops = readonly (readonly [offset: number, color: string])[];

export type Paint =
  | string
  | { readonly linear: readonly [x0: number, y0: number, x1: number, y1: number]; readonly stops: Stops }
  | { readonly radial: readonly [x: number, y: number, radius: number]; readonly stops: Stops };

export interface Stroke {
  readonly paint: number;
  readonly width: number;
  readonly cap: CanvasLineCap;
  readonly join: CanvasLineJoin;
}

export interface Pens {
  readonly fill?: number;
  readonly stroke?: Stroke;
}

/** An outline; letters, as a flat row of glyph, x, y; or a sprite stretched over its box. */
export type Shape =
  | (Pens & { readonly outline: number })
  | (Pens & { readonly glyphs: readonly number[]; readonly scale: number })
  | { readonly sprite: number; readonly box: Box };

export interface Node {
  readonly frames?: readonly [first: number, end: number];
  readonly place?: readonly Track[];
  readonly opacity?: Track;
  readonly blend?: GlobalCompositeOperation;
  readonly alone?: true;
  readonly clip?: Track;
  readonly mask?: { readonly by: 'alpha' | 'luma'; readonly inverted: boolean; readonly nodes: readonly Node[] };
  readonly effects?: readonly string[];
  readonly shape?: Track;
  readonly picture?: string;
  readonly box?: readonly [Track, Track, Track, Track];
  readonly window?: readonly [Track, Track, Track, Track];
  readonly time?: Track;
  readonly nodes?: readonly Node[];
}

/** How a still photo stands in for the clip: where its dish lies, and how the camera moves. */
export interface ClipPlace {
  readonly seconds: number;
  /** The dish's circle: fractions of the clip's width and height, its diameter in widths. */
  readonly aim: { readonly x: number; readonly y: number; readonly diameter: number };
  readonly anchor: { readonly x: number; readonly y: number };
  /** Zoom, x, y; evenly spread over `seconds`. */
  readonly poses: readonly (readonly [zoom: number, x: number, y: number])[];
}
