// Whether the stage can still be seen.

// With less than this of it in sight, it is no help to whoever types.
const LEAST_SEEN = 0.3;
const HEADER_PX = 60;

/** Tells whenever the stage comes into sight or leaves it, until the returned function is called. */
export function watchStage(stage: Element, tell: (isSeen: boolean) => void): () => void {
  const observer = new IntersectionObserver(([entry]) => tell((entry?.intersectionRatio ?? 1) > LEAST_SEEN), {
    threshold: [0, LEAST_SEEN, 1],
    rootMargin: `-${HEADER_PX}px 0px 0px 0px`,
  });
  observer.observe(stage);
  return () => observer.disconnect();
}
