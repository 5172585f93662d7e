// What is done to whole layers, where the canvas has no word for it.

export type Context = CanvasRenderingContext2D;

/** What drawImage takes and has a size. */
export type Still = ImageBitmap | HTMLImageElement | HTMLCanvasElement;

/** A picture's own size in pixels. */
export function sizeOf(picture: Still): { width: number; height: number } {
  return 'naturalWidth' in picture ? { width: picture.naturalWidth, height: picture.naturalHeight } : picture;
}

/** How many of the canvas' pixels one of the list's is wide. */
export function scaleOf(context: Context): number {
  const { a, b } = context.getTransform();
  return Math.hypot(a, b);
}

/** An empty canvas with a context. */
export function blank(width: number, height: number): Context {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('there is no 2D canvas');
  return context;
}

/** Lays a colour over what is there, and over nothing else. */
export function overlay(layer: Context, color: string): void {
  layer.setTransform(1, 0, 0, 1, 0, 0);
  layer.globalAlpha = 1;
  layer.globalCompositeOperation = 'source-atop';
  layer.fillStyle = color;
  layer.fillRect(0, 0, layer.canvas.width, layer.canvas.height);
}

/** Makes each pixel as opaque as it is bright. */
export function lumaToAlpha(layer: Context): void {
  const { width, height } = layer.canvas;
  const pixels = layer.getImageData(0, 0, width, height);
  const { data } = pixels;
  for (let i = 0; i < data.length; i += 4) {
    const luma = 0.299 * (data[i] as number) + 0.587 * (data[i + 1] as number) + 0.114 * (data[i + 2] as number);
    data[i + 3] = (luma * (data[i + 3] as number)) / 255;
  }
  layer.putImageData(pixels, 0, 0);
}

/** True if a layer has no transparent corner: then its blur goes on beyond the edge, without a dark rim. */
export function coversAll(layer: Context): boolean {
  const { width, height } = layer.canvas;
  const corners = [
    [0, 0],
    [width - 1, 0],
    [0, height - 1],
    [width - 1, height - 1],
  ] as const;
  return corners.every(([x, y]) => layer.getImageData(x, y, 1, 1).data[3] === 255);
}

/** The canvas with its outermost pixels going on around it. */
export function widened(canvas: HTMLCanvasElement, margin: number): HTMLCanvasElement {
  const { width, height } = canvas;
  const context = blank(width + 2 * margin, height + 2 * margin);
  // Where a stretch begins and how long it is: in the canvas, and in what comes of it.
  const stretches = (length: number) =>
    [
      [0, 1, 0, margin],
      [0, length, margin, length],
      [length - 1, 1, margin + length, margin],
    ] as const;
  for (const [x, columns, left, wide] of stretches(width)) {
    for (const [y, rows, top, high] of stretches(height)) {
      context.drawImage(canvas, x, y, columns, rows, left, top, wide, high);
    }
  }
  return context.canvas;
}
