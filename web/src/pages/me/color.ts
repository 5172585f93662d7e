// The shop's colour, and what can be read on it.

/** "#rrggbb": the black or white that stands out more. One of the two always has a contrast above 4.5. */
export function inkOn(color: string): '#000000' | '#ffffff' {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linear(Number.parseInt(color.slice(at, at + 2), 16) / 255));
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  // WCAG 2: (light + 0.05) / 0.05 against black, 1.05 / (light + 0.05) against white.
  return (light + 0.05) ** 2 > 0.05 * 1.05 ? '#000000' : '#ffffff';
}

function linear(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
