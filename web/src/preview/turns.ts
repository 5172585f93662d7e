// Many pictures to draw at once take turns, so that a rail of them does not hold up a finger.

const BUDGET_MS = 8;

const waiting = new Set<() => void>();
let isComing = false;

/** Draws at the next animation frame, or one of the next; the returned function takes it back. */
export function soon(draw: () => void): () => void {
  // What is asked for last stands last, once.
  waiting.delete(draw);
  waiting.add(draw);
  come();
  return () => waiting.delete(draw);
}

function come(): void {
  if (isComing || !waiting.size) return;
  isComing = true;
  requestAnimationFrame((begun) => {
    isComing = false;
    const until = Math.max(begun, performance.now()) + BUDGET_MS;
    for (const draw of waiting) {
      waiting.delete(draw);
      draw();
      if (performance.now() >= until) break;
    }
    come();
  });
}
