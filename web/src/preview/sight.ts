// Who is looking: what is off screen, or in a page that is hidden, need not be drawn.

type Told = (isSeen: boolean) => void;

const told = new Map<Element, Told>();
// A little before it comes into sight, so that it is drawn when it does.
let watching: IntersectionObserver | null = null;
const MARGIN = '120px';

/** Tells whether the element can be seen now, and whenever that changes, until the returned function is called. */
export function watchSight(element: Element, tell: Told): () => void {
  watching ??= new IntersectionObserver(
    (entries) => {
      for (const entry of entries) told.get(entry.target)?.(entry.isIntersecting);
    },
    { rootMargin: MARGIN },
  );
  let isNear = false;
  const now = (): void => tell(isNear && !document.hidden);
  told.set(element, (isSeen) => {
    isNear = isSeen;
    now();
  });
  watching.observe(element);
  document.addEventListener('visibilitychange', now);
  return () => {
    told.delete(element);
    watching?.unobserve(element);
    document.removeEventListener('visibilitychange', now);
  };
}
