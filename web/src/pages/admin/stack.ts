// Layers upon each other, as a chart draws them: each from the ground on, the highest first, so that none is hidden.

/** The sum of each layer and those after it. */
export function stacked(layers: readonly (readonly (number | null)[])[]): (number | null)[][] {
  const sums: (number | null)[][] = [];
  let below: readonly (number | null)[] = [];
  for (const layer of layers.toReversed()) {
    const sum = layer.map((value, index) => (value ?? 0) + (below[index] ?? 0));
    sums.unshift(sum);
    below = sum;
  }
  return sums;
}
