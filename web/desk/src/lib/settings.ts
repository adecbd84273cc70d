// The screens under Settings: address, name, what stands there, who may go there.
import type { Component } from 'svelte';
import { mark } from './i18n.svelte';
import type { LinkItem, Role } from './types';

export interface ThemeOption { type: string; options: string[]; default: unknown }
export interface Settings {
  title: string; tagline: string; language: string; timezone: string; accent_color: string; logo: string | null;
  corrections_policy: string; ethics_policy: string; publishing_principles: string;
  postal_address: string; mail_figures: boolean;
  review_required: boolean; second_factor_required: boolean;
  navigation: LinkItem[]; foot_navigation: LinkItem[];
  theme: Record<string, unknown>; theme_options: Record<string, ThemeOption>;
}

interface Place { id: string; title: string; hint: string; role: Role; load: () => Promise<{ default: Component }> }
export const places: Place[] = [
  { id: 'publication', title: mark('Publication'), hint: mark('Name, language, time zone, colour, logo'), role: 'editor', load: () => import('../screens/Publication.svelte') },
  { id: 'navigation', title: mark('Navigation'), hint: mark('The links at the head and the foot of each page'), role: 'editor', load: () => import('../screens/Navigation.svelte') },
  { id: 'theme', title: mark('Theme'), hint: mark('How the paper looks'), role: 'editor', load: () => import('../screens/Themes.svelte') },
  { id: 'sections', title: mark('Sections'), hint: mark('Their names, addresses and order'), role: 'editor', load: () => import('../screens/Sections.svelte') },
  { id: 'tags', title: mark('Tags'), hint: mark('Rename, merge, delete'), role: 'editor', load: () => import('../screens/Tags.svelte') },
  { id: 'authors', title: mark('Authors and desks'), hint: mark('Who stands over stories'), role: 'editor', load: () => import('../screens/Authors.svelte') },
  { id: 'redirects', title: mark('Redirects'), hint: mark('Where old addresses lead'), role: 'editor', load: () => import('../screens/Redirects.svelte') },
  { id: 'newsletters', title: mark('Newsletters'), hint: mark('What readers can sign up for, from whom it comes, what stands in it'), role: 'editor', load: () => import('../screens/NewslettersSettings.svelte') },
  { id: 'narration', title: mark('Narration'), hint: mark('Who reads the stories out, what is read, the podcast'), role: 'editor', load: () => import('../screens/NarrationSettings.svelte') },
  { id: 'lexicon', title: mark('How names are said'), hint: mark('Names that the voices get wrong, and those they have not learnt yet'), role: 'editor', load: () => import('../screens/Lexicon.svelte') },
  { id: 'narrations', title: mark('Stories to hear'), hint: mark('What is read out now, what failed, the archive'), role: 'editor', load: () => import('../screens/Narrations.svelte') },
  { id: 'rules', title: mark('Rules of work'), hint: mark('Review before publishing, second factor'), role: 'editor', load: () => import('../screens/Rules.svelte') },
  { id: 'mail', title: mark('Mail'), hint: mark('How mail leaves, a test, the captured outbox, blocked addresses'), role: 'administrator', load: () => import('../screens/Mail.svelte') },
];
