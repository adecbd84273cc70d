import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { startLanguage } from './lib/i18n.svelte';

await startLanguage();
mount(App, { target: document.body });
