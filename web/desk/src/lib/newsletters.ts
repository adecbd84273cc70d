// Newsletters, what is mailed to their readers, and the readers, as the desk's API answers (src/newsletters/).
import { get, post } from './api';
import { mark, plural, t } from './i18n.svelte';
import { go } from './router.svelte';
import { fail, say } from './say.svelte';
import type { DocumentNode } from './types';

export interface EditionRule { sections: string[]; stories: number; briefs: number; hours: number; picks: boolean }
export interface Newsletter {
  id: string; name: string; slug: string; url: string; description: string; language: string; schedule: string;
  sender_name: string; sender_email: string; reply_to: string; picture: string | null; offered: boolean; preselected: boolean;
  welcome: string; edition: EditionRule; readers: number;
}
export type MailingKind = 'edition' | 'letter' | 'story';
export type MailingStatus = 'draft' | 'scheduled' | 'sending' | 'paused' | 'sent' | 'cancelled';
export interface MailingLine {
  id: string; kind: MailingKind; newsletter: string; status: MailingStatus; subject: string; preview: string; version: number;
  scheduled_at: string | null; started_at: string | null; finished_at: string | null; audience: number; trouble: string;
  created_at: string; updated_at: string; sent?: number; in_doubt?: number;
}
export interface Segment { language: string; support: 'everybody' | 'free' | 'paid'; joined_from: string | null; joined_before: string | null; engaged_days: number }
export interface Figures { taken: number; deferred: number; refused: number; in_doubt: number; bounced: number; opened: number; clicked: number; left: number }
// What one may change of a draft.
export interface MailingText { newsletter: string; subject: string; preview: string; body: DocumentNode; stories: string[]; briefs: string[]; story: string | null; segment: Segment }
export interface Mailing extends MailingLine, MailingText { figures: Figures | null }
export interface Reader { id: string; email: string; name: string; language: string; paid: boolean; source: string; created_at: string; mailable: boolean; newsletters: { newsletter: string; since: string }[] }

export const listNewsletters = () => get<{ newsletters: Newsletter[] }>('newsletters').then(found => found.newsletters);
export const kinds: Record<MailingKind, string> = { edition: mark('Edition'), letter: mark('Letter'), story: mark('Story') };
export const statuses: Record<MailingStatus, string> = { draft: mark('Draft'), scheduled: mark('Scheduled'), sending: mark('Sending'), paused: mark('Stopped'), sent: mark('Sent'), cancelled: mark('Called back') };
export const mayBeEdited = (mailing: MailingLine) => mailing.status === 'draft' || mailing.status === 'cancelled';
export const readersOf = (count: number) => plural(count, '{0} reader', '{0} readers');

// Like a story it is made at once, so that what is typed has a place to be kept in.
export async function newMailing(fields: { kind: MailingKind; newsletter: string; story?: string }) {
  try {
    go(`/desk/newsletters/${(await post<Mailing>('mailings', fields)).id}`);
  } catch (problem) { fail(problem); }
}
// Which newsletter it goes with can still be changed there.
export async function mailStory(story: { id: string; language: string }) {
  try {
    const all = await listNewsletters();
    const fit = all.find(one => one.language === story.language) ?? all[0];
    if (fit) await newMailing({ kind: 'story', newsletter: fit.id, story: story.id });
    else say(t('There is no newsletter yet.'), { label: t('Make one'), run: () => go('/desk/settings/newsletters') });
  } catch (problem) { fail(problem); }
}
