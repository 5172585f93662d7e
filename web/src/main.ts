import { mount } from 'svelte';

import App from './App.svelte';
import './fonts/core.css';
import { announceSlices } from './fonts/slices';
import './styles/tokens.css';
import './styles/base.css';
import { language } from './words';

const root = document.getElementById('app');
if (!root) throw new Error('The page has no #app.');

document.documentElement.lang = language;
root.replaceChildren();
mount(App, { target: root });
announceSlices();

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  addEventListener('load', () => void navigator.serviceWorker.register('/sw.js'));
}
