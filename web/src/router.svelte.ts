// Which page is shown: the address bar, the page that belongs to it, and links that do not load anew.

import type { Component } from 'svelte';

export interface Place {
  readonly path: string;
  readonly search: URLSearchParams;
  readonly hash: string;
}

type Loader = () => Promise<{ default: Component<never> }>;

export interface Route {
  /** "/shorts/:id" */
  readonly path: string;
  readonly load: Loader;
  /** Which entry of the navigation it belongs to. */
  readonly tab?: 'create' | 'studio' | 'history' | 'me' | 'admin';
  /** What must hold for whoever opens it. */
  readonly needs?: 'account' | 'admin';
}

export const place: { now: Place } = $state({ now: here() });

/** Go somewhere within the app. */
export function go(address: string, options: { replace?: boolean } = {}): void {
  const before = place.now.path;
  if (options.replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  place.now = here();
  if (place.now.path !== before) scrollTo(0, 0);
}

/** The route of a path, and what its `:names` stand for. */
export function match(routes: readonly Route[], path: string): { route: Route; values: Record<string, string> } | null {
  const parts = trimmed(path);
  for (const route of routes) {
    const wanted = trimmed(route.path);
    if (wanted.length !== parts.length) continue;
    const values: Record<string, string> = {};
    const fits = wanted.every((part, index) => {
      const found = parts[index] ?? '';
      if (!part.startsWith(':')) return part === found;
      values[part.slice(1)] = decodeURIComponent(found);
      return found !== '';
    });
    if (fits) return { route, values };
  }
  return null;
}

/** Follow the back button, and plain clicks on links of ours. */
export function listen(): () => void {
  const back = (): void => {
    place.now = here();
  };
  const click = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = (event.target as Element | null)?.closest('a');
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (/^\/(api|files|docs|openapi\.json|assets)\b/.test(link.pathname)) return;
    event.preventDefault();
    if (link.pathname === location.pathname && link.hash) location.hash = link.hash;
    else go(link.pathname + link.search + link.hash);
  };
  addEventListener('popstate', back);
  addEventListener('hashchange', back);
  document.addEventListener('click', click);
  return () => {
    removeEventListener('popstate', back);
    removeEventListener('hashchange', back);
    document.removeEventListener('click', click);
  };
}

function here(): Place {
  if (typeof location === 'undefined') return { path: '/', search: new URLSearchParams(), hash: '' };
  return { path: location.pathname, search: new URLSearchParams(location.search), hash: location.hash.slice(1) };
}

const trimmed = (path: string): string[] => path.split('/').filter(Boolean);
