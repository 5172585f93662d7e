/** Calls `show` with the seconds that have gone by, for every animation frame, from `from` until stopped or at the end. */
export function play(options: {
  from: number;
  duration: number;
  loop: boolean;
  show: (seconds: number) => void;
  ended: () => void;
}): () => void {
  const { from, duration, loop, show, ended } = options;
  let begun: number | null = null;
  let asked = requestAnimationFrame(step);

  function step(now: number): void {
    begun ??= now - 1000 * from;
    const seconds = (now - begun) / 1000;
    if (seconds >= duration && !loop) {
      show(duration);
      ended();
      return;
    }
    asked = requestAnimationFrame(step);
    show(duration > 0 ? seconds % duration : 0);
  }

  return () => cancelAnimationFrame(asked);
}
