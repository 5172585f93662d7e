// Letters that the page's own words lack, but owners type: slices of the whole font, each fetched when it is needed.

/** Say where the slices lie, once the page is drawn: the list alone weighs more than most pages. */
export function announceSlices(): void {
  const announce = (): void => void import('pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css');
  // Safari has no idle callbacks.
  const later = (): void => void ('requestIdleCallback' in globalThis ? requestIdleCallback(announce) : setTimeout(announce, 500));
  if (document.readyState === 'complete') later();
  else addEventListener('load', later, { once: true });
}
