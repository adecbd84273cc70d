// Stories that are read out, as the desk's API answers (src/narration/desk_*.cpp), and what is said of them in words.
import { get, post } from './api';
import { locale, mark, t } from './i18n.svelte';

export type NarrationState = 'queued' | 'speaking' | 'ready' | 'failed' | 'off';
export interface Narration {
  story: string; state: NarrationState; kind: 'machine' | 'human'; voice: string; trouble: string | null; attempts: number;
  lines_said: number; lines: number; duration: string | null; bytes: number; type: string | null; media: string | null; made_at: string | null;
}
// Of one story; without a state there is nothing to hear, and nothing is under way.
export interface StoryNarration extends Omit<Narration, 'state'> { state: NarrationState | null; may_change: boolean; is_read_out: boolean; disclosure: string }
export interface Progress { counts: Partial<Record<NarrationState, number>>; unfinished: (Narration & { headline: string })[] }

export interface Voice { id: string; name: string; language: string }
export type ByLanguage = Record<string, string>;
export type Choice = 'skipped' | 'announced' | 'read';
export interface Podcast { title: string; description: string; author: string; email: string; category: string; explicit: boolean; picture: string | null }
export interface Bulletin { enabled: boolean; time: string; hours: number; section: string | null }
export interface NarrationTexts {
  enabled: boolean; articles: boolean; briefs: boolean; voices: ByLanguage; section_voices: ByLanguage;
  model: string; speed: number; monthly_characters: number; disclosures: ByLanguage; disclosure_spoken: 'nowhere' | 'first' | 'last';
  say_standfirst: boolean; say_byline: boolean; say_date: boolean; choices: Partial<Record<string, Choice>>; podcast: Podcast; bulletin: Bulletin;
}
export interface NarrationSettings extends NarrationTexts { has_server: boolean; spent_characters: number; podcast_url: string; usual_disclosure: string }

export interface NameText { written: string; language: string; respelling: string; ipa: string; match_case: boolean }
export interface Name extends NameText { id: string; changed_at: string }
export interface UnknownName { name: string; count: number; context: string; language: string; story: string; headline: string }
export interface Saying { text: string; language?: string; voice?: string; respelling?: string; ipa?: string }

export const loadSettings = () => get<NarrationSettings>('narration/settings');
// espeak-ng lists some languages twice, by two names of one voice.
export const listVoices = () => get<{ voices: Voice[] }>('narration/voices').then(found => [...new Map(found.voices.map(one => [one.id, one])).values()]);
export const listNames = () => get<{ names: Name[] }>('narration/lexicon').then(found => found.names);
export const listUnknownNames = (story = '') => get<{ names: UnknownName[] }>(`narration/names${story && `?story=${story}`}`).then(found => found.names);
export const speak = (saying: Saying, signal: AbortSignal) => post<Blob>('narration/say', saying, { signal, blob: true, patience: 120_000 });

export function languageName(code: string) {
  try { return new Intl.DisplayNames([locale.code], { type: 'language', fallback: 'none' }).of(code) ?? ''; } catch { return ''; }
}
const isTag = (code: string) => { try { return Intl.getCanonicalLocales(code).length === 1; } catch { return false; } };

// "flite:slt" → "slt (flite)", without asking for all voices.
export function voiceName(id: string) {
  const [engine, name = ''] = id.split(':');
  const engines: Record<string, string> = { flite: 'flite', espeak: 'espeak-ng', server: t('voice server') };
  return name ? `${name} (${engines[engine] ?? engine})` : engines[engine] ?? engine;
}

// Every language can say a date.
const samples: ByLanguage = {
  en: 'Good evening. The council has voted for the new bridge, by nineteen votes to four.',
  uk: 'Добрий вечір. Міська рада підтримала новий міст: дев’ятнадцять голосів проти чотирьох.',
};
export const sampleIn = (language: string) =>
  samples[language.split('-')[0]] ?? new Intl.DateTimeFormat(isTag(language) ? language : 'en', { dateStyle: 'full' }).format();

// "PT3M24S" → "3 min 24 s"
export function durationOf(iso: string) {
  const [, minutes = '0', seconds = '0'] = /^PT(?:(\d+)M)?(?:(\d+)S)?$/.exec(iso) ?? [];
  return Number(minutes) ? t('{0} min {1} s', minutes, seconds) : t('{0} s', seconds);
}

// Why it failed or waits, as the server says it (src/narration/studio.cpp, src/speech/narrate.cpp).
const reasons = [mark('There is nothing here that a voice could say.'), mark('This text is too long for one recording.')];
export function reasonOf(trouble: string) {
  const [, by, wanted] = /^spoken by (\S+), not by (\S+)$/.exec(trouble) ?? [];
  if (by) return t('{0} speaks in place of {1}, which could not be reached or has no characters left this month.', voiceName(by), voiceName(wanted));
  return reasons.includes(trouble) ? t(trouble) : trouble;
}
