// Plays a display list (version 1, see docs/renderscript/display-list.md) on a 2D canvas.
//
//   const player = await openPlayer(list);
//   player.draw(context, frame, { clip: photo });
//
// A picture is anything that drawImage takes, or a function (context, box, seconds) that fills `box` itself, such as the
// one that `livingPhoto` makes. A picture that is not there is left out.

const PLACE = 65536, PIXEL = 64, OPACITY = 1000, SECOND = 1000;

export async function openPlayer(list) {
  if (list.version !== 1) throw new Error(`display list of version ${list.version}`);
  return new Player(list, await Promise.all(list.sprites.map(loadImage)));
}

async function loadImage(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

class Player {
  constructor(list, sprites) {
    this.list = list;
    this.sprites = sprites;
    this.outlines = list.outlines.map((data) => new Path2D(data));
    this.glyphs = list.glyphs.map((data) => new Path2D(data));
    this.shapes = list.shapes.map((shape) => this.#prepared(shape));
    this.nodes = list.nodes.map(unfolded);
    this.layers = [];
  }

  /** Draws a frame over all of the context's canvas, whatever its size. */
  draw(context, frame, pictures = {}) {
    const { width, height } = context.canvas;
    const at = Math.max(0, Math.min(this.list.frameCount - 1, Math.floor(frame)));
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 1;
    context.globalCompositeOperation = "source-over";
    context.clearRect(0, 0, width, height);
    context.fillStyle = this.list.background;
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = "high";
    context.scale(width / this.list.width, height / this.list.height);
    this.#nodes(context, this.nodes, at, pictures, 1, 0);
  }

  #prepared(shape) {
    if (!shape.glyphs) return shape;
    const path = new Path2D();
    for (let i = 0; i < shape.glyphs.length; i += 3) {
      const [glyph, x, y] = shape.glyphs.slice(i, i + 3);
      path.addPath(this.glyphs[glyph], new DOMMatrix([shape.scale, 0, 0, shape.scale, x, y]));
    }
    return { ...shape, path };
  }

  #nodes(context, nodes, frame, pictures, alpha, depth) {
    for (const node of nodes) {
      if (node.frames && (frame < node.frames[0] || frame >= node.frames[1])) continue;
      this.#node(context, node, frame, pictures, alpha, depth);
    }
  }

  #node(context, node, frame, pictures, alpha, depth) {
    context.save();
    if (node.place) {
      const [a, b, c, d, e, f] = node.place.map((number) => value(number, frame));
      context.transform(a / PLACE, b / PLACE, c / PLACE, d / PLACE, e / PIXEL, f / PIXEL);
    }
    if (node.clip !== undefined) context.clip(this.outlines[value(node.clip, frame)]);
    const opacity = alpha * (value(node.opacity ?? OPACITY, frame) / OPACITY);
    if (this.#isAlone(node, frame, opacity)) {
      this.#joined(context, node, frame, pictures, opacity, depth);
    } else {
      if (node.blend) context.globalCompositeOperation = node.blend;
      this.#content(context, node, frame, pictures, opacity, depth);
    }
    context.restore();
  }

  /** True if what a node draws must be joined before it meets what is below. */
  #isAlone(node, frame, opacity) {
    if (node.mask || node.effects) return true;
    if (opacity >= 1 && !node.blend && !node.alone) return false;
    return strokes(node, frame, this.shapes) > 1;
  }

  #joined(context, node, frame, pictures, opacity, depth) {
    const layer = this.#layer(context, depth);
    this.#content(layer, node, frame, pictures, 1, depth + 1);
    if (node.mask) this.#mask(layer, context, node.mask, frame, pictures, depth + 1);
    const filters = [];
    for (const effect of node.effects ?? []) {
      if (effect.startsWith("#")) overlay(layer, effect);
      else filters.push(effect);
    }
    const scale = Math.hypot(context.getTransform().a, context.getTransform().b);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = opacity;
    if (node.blend) context.globalCompositeOperation = node.blend;
    if (!filters.length || context.filter === undefined) {
      context.drawImage(layer.canvas, 0, 0);
      return;
    }
    context.filter = filters.join(" ").replace(/(-?[\d.]+)px/g, (_, pixels) => `${pixels * scale}px`);
    const blur = Math.max(0, ...filters.map((filter) => Number(/^blur\(([\d.]+)/.exec(filter)?.[1] ?? 0)));
    const margin = Math.ceil(3 * blur * scale);
    if (margin && coversAll(layer)) context.drawImage(widened(layer.canvas, margin), -margin, -margin);
    else context.drawImage(layer.canvas, 0, 0);
  }

  #mask(layer, context, mask, frame, pictures, depth) {
    const shape = this.#layer(context, depth);
    this.#nodes(shape, mask.nodes, frame, pictures, 1, depth + 1);
    if (mask.by === "luma") lumaToAlpha(shape);
    layer.setTransform(1, 0, 0, 1, 0, 0);
    layer.globalAlpha = 1;
    layer.globalCompositeOperation = mask.inverted ? "destination-out" : "destination-in";
    layer.drawImage(shape.canvas, 0, 0);
  }

  #content(context, node, frame, pictures, alpha, depth) {
    if (node.nodes) {
      this.#nodes(context, node.nodes, frame, pictures, alpha, depth);
      return;
    }
    context.globalAlpha = alpha;
    if (node.picture !== undefined) this.#picture(context, node, frame, pictures);
    else this.#shape(context, this.shapes[value(node.shape, frame)]);
  }

  #shape(context, shape) {
    if (shape.sprite !== undefined) {
      context.drawImage(this.sprites[shape.sprite], ...shape.box);
      return;
    }
    const path = shape.path ?? this.outlines[shape.outline];
    // The pen goes below a letter's fill, and above that of any other shape.
    if (shape.path && shape.stroke) this.#stroke(context, path, shape.stroke);
    if (shape.fill !== undefined) {
      context.fillStyle = this.#paint(context, shape.fill);
      context.fill(path);
    }
    if (!shape.path && shape.stroke) this.#stroke(context, path, shape.stroke);
  }

  #stroke(context, path, stroke) {
    context.strokeStyle = this.#paint(context, stroke.paint);
    context.lineWidth = stroke.width;
    context.lineCap = stroke.cap;
    context.lineJoin = stroke.join;
    context.miterLimit = 4;
    context.stroke(path);
  }

  #picture(context, node, frame, pictures) {
    const picture = pictures[node.picture];
    if (!picture) return;
    const box = node.box.map((number) => value(number, frame) / PIXEL);
    const window = node.window.map((number) => value(number, frame) / PIXEL);
    if (typeof picture === "function") {
      context.beginPath();
      context.rect(...window);
      context.clip();
      picture(context, box, value(node.time ?? 0, frame) / SECOND);
      return;
    }
    const [left, top, right, bottom] = overlap(box, window);
    if (right <= left || bottom <= top) return;
    const wide = (picture.naturalWidth ?? picture.width) / box[2];
    const high = (picture.naturalHeight ?? picture.height) / box[3];
    const seen = [(left - box[0]) * wide, (top - box[1]) * high, (right - left) * wide, (bottom - top) * high];
    context.drawImage(picture, ...seen, left, top, right - left, bottom - top);
  }

  #paint(context, number) {
    const paint = this.list.paints[number];
    if (typeof paint === "string") return paint;
    const [x, y, ...rest] = paint.linear ?? paint.radial;
    const gradient = paint.linear
      ? context.createLinearGradient(x, y, ...rest)
      : context.createRadialGradient(x, y, 0, x, y, rest[0]);
    for (const [offset, color] of paint.stops) gradient.addColorStop(offset, color);
    return gradient;
  }

  /** An empty canvas as large as the context's, in the context's coordinates and without its clip. */
  #layer(context, depth) {
    const { width, height } = context.canvas;
    let layer = this.layers[depth];
    if (!layer || layer.canvas.width !== width || layer.canvas.height !== height) {
      const canvas = document.createElement("canvas");
      canvas.width = width;
      canvas.height = height;
      layer = this.layers[depth] = canvas.getContext("2d");
    }
    layer.setTransform(1, 0, 0, 1, 0, 0);
    layer.globalAlpha = 1;
    layer.globalCompositeOperation = "source-over";
    layer.imageSmoothingQuality = "high";
    layer.clearRect(0, 0, width, height);
    layer.setTransform(context.getTransform());
    return layer;
  }
}

/** How a still photo stands in for the moving clip: laid where the dish belongs, under the clip's camera.
 *
 * `clip` is what the preview says of it. `dish` is the dish's circle in the photo, as fractions of its width (x, radius)
 * and height (y); where nobody knows, in the middle.
 */
export function livingPhoto(photo, clip, dish) {
  const { anchor, poses } = clip;
  let still = null;
  return (context, [left, top, wide, high], seconds) => {
    const place = Math.max(0, Math.min(1, seconds / clip.seconds)) * (poses.length - 1);
    const before = poses[Math.floor(place)], after = poses[Math.ceil(place)];
    const [zoom, x, y] = before.map((from, index) => from + (after[index] - from) * (place - Math.floor(place)));
    const scale = Math.min(1, Math.hypot(context.getTransform().a, context.getTransform().b)) || 1;
    const width = Math.round(wide * scale), height = Math.round(high * scale);
    if (still?.width !== width || still?.height !== height) still = laid(photo, clip.aim, dish, width, height);
    context.save();
    context.translate(left + (anchor.x - (anchor.x + x) * zoom) * wide, top + (anchor.y - (anchor.y + y) * zoom) * high);
    context.drawImage(still, 0, 0, wide * zoom, high * zoom);
    context.restore();
  };
}

// Beyond the photo its outermost strip goes on, mirrored, and light falls off: shares of the photo's and canvas' sides.
const STRIP = 0.07, DARK_AT = 0.36, DARKNESS = 0.72;

/** The photo at rest on a canvas of the clip's shape, continued to its edges. */
function laid(photo, aim, dish, width, height) {
  const photoWidth = photo.naturalWidth ?? photo.width, photoHeight = photo.naturalHeight ?? photo.height;
  const circle = dish ?? { x: 0.5, y: 0.5, radius: (0.38 * Math.min(photoWidth, photoHeight)) / photoWidth };
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  const scale = (aim.diameter * width) / (2 * circle.radius * photoWidth);
  const wide = photoWidth * scale, high = photoHeight * scale;
  const left = aim.x * width - circle.x * wide, top = aim.y * height - circle.y * high;
  context.drawImage(photo, left, top, wide, high);
  const strip = Math.max(2, STRIP * Math.min(wide, high));
  const reach = DARK_AT * Math.sqrt(width * height);
  // Sideways first, then the whole breadth up and down: corners follow from both.
  mirrored(context, [1, 0], left, left + wide, width, strip, [top, high]);
  mirrored(context, [0, 1], top, top + high, height, strip, [0, width]);
  darkened(context, left > 0 && [left, 0, left - reach, 0]);
  darkened(context, left + wide < width && [left + wide, 0, left + wide + reach, 0]);
  darkened(context, top > 0 && [0, top, 0, top - reach]);
  darkened(context, top + high < height && [0, top + high, 0, top + high + reach]);
  return canvas;
}

/** Fills a canvas along one axis before `start` and after `end`, out of what lies just within. */
function mirrored(context, [across, down], start, end, length, strip, [from, breadth]) {
  for (const [edge, gap, inward] of [[start, start, 1], [end, length - end, -1]]) {
    if (gap <= 0) continue;
    // The photo's last row is half transparent: it is left out, and what is mirrored begins a little further in.
    const source = inward > 0 ? edge + 1 : edge - strip - 1;
    const pixels = across ? [source, from, strip, breadth] : [from, source, breadth, strip];
    context.save();
    context.translate(across * edge, down * edge);
    context.scale(across ? -1 : 1, down ? -1 : 1);
    const target = inward > 0 ? -1.5 : -gap;
    const box = across ? [target, from, gap + 1.5, breadth] : [from, target, breadth, gap + 1.5];
    context.drawImage(context.canvas, ...pixels, ...box);
    context.restore();
  }
}

function darkened(context, line) {
  if (!line) return;
  const fall = context.createLinearGradient(...line);
  fall.addColorStop(0, "rgb(0 0 0 / 0)");
  fall.addColorStop(1, `rgb(0 0 0 / ${DARKNESS})`);
  context.fillStyle = fall;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}

/** True if a layer has no transparent corner: then its blur goes on beyond the edge, without a dark rim. */
function coversAll(layer) {
  const { width, height } = layer.canvas;
  const corners = [[0, 0], [width - 1, 0], [0, height - 1], [width - 1, height - 1]];
  return corners.every(([x, y]) => layer.getImageData(x, y, 1, 1).data[3] === 255);
}

/** The canvas with its outermost pixels going on around it. */
function widened(canvas, margin) {
  const { width, height } = canvas;
  const wide = document.createElement("canvas");
  wide.width = width + 2 * margin;
  wide.height = height + 2 * margin;
  const context = wide.getContext("2d");
  const across = [[0, 1, 0, margin], [0, width, margin, width], [width - 1, 1, margin + width, margin]];
  const down = [[0, 1, 0, margin], [0, height, margin, height], [height - 1, 1, margin + height, margin]];
  for (const [x, columns, left, length] of across) {
    for (const [y, rows, top, extent] of down) {
      context.drawImage(canvas, x, y, columns, rows, left, top, length, extent);
    }
  }
  return wide;
}

/** A number of a node at a frame; tracks have been summed up by `unfolded`. */
function value(number, frame) {
  if (typeof number === "number") return number;
  return number[Math.max(1, Math.min(number.length - 1, frame - number[0] + 1))];
}

/** The node with its tracks summed up: [frame, value, step, …] becomes [frame, value, value, …]. */
function unfolded(node) {
  const result = { ...node };
  for (const name of ["opacity", "clip", "shape", "time"]) {
    if (Array.isArray(node[name])) result[name] = summed(node[name]);
  }
  for (const name of ["place", "box", "window"]) {
    if (node[name]) result[name] = node[name].map((number) => (Array.isArray(number) ? summed(number) : number));
  }
  if (result.place?.length === 2) result.place = [PLACE, 0, 0, PLACE, ...result.place];
  if (node.nodes) result.nodes = node.nodes.map(unfolded);
  if (node.mask) result.mask = { ...node.mask, nodes: node.mask.nodes.map(unfolded) };
  return result;
}

function summed([frame, first, ...steps]) {
  const values = [frame, first];
  for (const step of steps) values.push(values[values.length - 1] + step);
  return values;
}

/** How often a node touches the canvas at a frame. */
function strokes(node, frame, shapes) {
  if (node.picture !== undefined) return 1;
  if (node.shape !== undefined) {
    const shape = shapes[value(node.shape, frame)];
    return (shape.sprite !== undefined) + (shape.fill !== undefined) + (shape.stroke !== undefined);
  }
  let count = 0;
  for (const child of node.nodes) {
    if (child.frames && (frame < child.frames[0] || frame >= child.frames[1])) continue;
    // A child with a blend or a layer of its own meets the others, not what is below them.
    count += child.blend || child.mask || child.effects ? 2 : strokes(child, frame, shapes);
  }
  return count;
}

function overlap([left, top, width, height], [x, y, wide, high]) {
  return [Math.max(left, x), Math.max(top, y), Math.min(left + width, x + wide), Math.min(top + height, y + high)];
}

function overlay(layer, color) {
  layer.setTransform(1, 0, 0, 1, 0, 0);
  layer.globalAlpha = 1;
  layer.globalCompositeOperation = "source-atop";
  layer.fillStyle = color;
  layer.fillRect(0, 0, layer.canvas.width, layer.canvas.height);
}

function lumaToAlpha(layer) {
  const { width, height } = layer.canvas;
  const pixels = layer.getImageData(0, 0, width, height);
  const data = pixels.data;
  for (let i = 0; i < data.length; i += 4) {
    data[i + 3] = ((0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2]) * data[i + 3]) / 255;
  }
  layer.putImageData(pixels, 0, 0);
}
