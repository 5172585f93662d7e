// Every page there is. Only the first one comes with the app; the others are fetched when they are opened.

import type { Component } from 'svelte';

import Create from './pages/create/Create.svelte';
import type { Route } from './router.svelte';

// A page takes the values of its own path, which only the path knows.
const page = (load: () => Promise<{ default: unknown }>): Route['load'] =>
  load as () => Promise<{ default: Component<never> }>;

export const routes: readonly Route[] = [
  { path: '/', load: page(() => Promise.resolve({ default: Create })), tab: 'create' },
  { path: '/shorts', load: page(() => import('./pages/history/History.svelte')), tab: 'history', needs: 'account' },
  { path: '/shorts/compare', load: page(() => import('./pages/history/Compare.svelte')), tab: 'history', needs: 'account' },
  { path: '/shorts/:id', load: page(() => import('./pages/short/Short.svelte')), tab: 'history', needs: 'account' },
  { path: '/studio', load: page(() => import('./pages/studio/Studio.svelte')), tab: 'studio', needs: 'account' },
  { path: '/me', load: page(() => import('./pages/me/Me.svelte')), tab: 'me', needs: 'account' },
  { path: '/me/shop', load: page(() => import('./pages/me/Shop.svelte')), tab: 'me', needs: 'account' },
  { path: '/me/credits', load: page(() => import('./pages/me/Credits.svelte')), tab: 'me', needs: 'account' },
  { path: '/me/security', load: page(() => import('./pages/me/Security.svelte')), tab: 'me', needs: 'account' },
  { path: '/me/tokens', load: page(() => import('./pages/me/Tokens.svelte')), tab: 'me', needs: 'account' },
  { path: '/me/notices', load: page(() => import('./pages/me/Notices.svelte')), tab: 'me', needs: 'account' },
  { path: '/parts', load: page(() => import('./pages/parts/Parts.svelte')) },
  { path: '/sign-in', load: page(() => import('./pages/sign-in/SignIn.svelte')) },
  { path: '/forgot-password', load: page(() => import('./pages/sign-in/ForgotPassword.svelte')) },
  { path: '/new-password', load: page(() => import('./pages/sign-in/NewPassword.svelte')) },
  { path: '/confirm-email', load: page(() => import('./pages/sign-in/ConfirmEmail.svelte')) },
  { path: '/admin', tab: 'admin', needs: 'admin', load: page(() => import('./pages/admin/Admin.svelte')) },
  { path: '/admin/:room', tab: 'admin', needs: 'admin', load: page(() => import('./pages/admin/Admin.svelte')) },
];

export const missing: Route['load'] = page(() => import('./pages/missing/Missing.svelte'));
