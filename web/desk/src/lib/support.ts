// What readers give and what they get for it, as the desk's API answers (src/membership/desk_*.cpp), and the screens about it.
import type { Component } from 'svelte';
import { get } from './api';
import { mark, t } from './i18n.svelte';
import type { Person } from './types';

export const places: { id: string; title: string; load: () => Promise<{ default: Component }> }[] = [
  { id: '', title: mark('Money'), load: () => import('../screens/SupportMoney.svelte') },
  { id: 'members', title: mark('Members'), load: () => import('../screens/SupportMembers.svelte') },
  { id: 'contributions', title: mark('Contributions'), load: () => import('../screens/SupportContributions.svelte') },
  { id: 'appeals', title: mark('Appeals'), load: () => import('../screens/SupportAppeals.svelte') },
  { id: 'settings', title: mark('Tiers and settings'), load: () => import('../screens/SupportSettings.svelte') },
];

export interface Suggestion { currency: string; once: number[]; month: number[]; year: number[] }
export interface Compared { at: string | null; problems: string[] }
export interface Troubled { id: string; type: string; attempts: number; error: string; received_at: string }
export interface SupportSettings {
  open: boolean; headline: string; text: string; currencies: Suggestion[]; brands: string[]; bank: string; metered: number;
  processor: 'stripe' | 'practice'; webhook: string; compared: Compared; troubled: Troubled[];
}
export interface Price { currency: string; month: number; year: number }
export interface Tier { id: string; name: string; description: string; benefits: string[]; prices: Price[]; trial_days: number; offered: boolean }
export interface OfferText { name: string; code: string; tier: string; cadence: 'month' | 'year'; percent_off: number; months: number; active: boolean; ends_at: string | null }
export interface Offer extends OfferText { id: string; url: string; open: boolean; taken: number }
export type Cadence = 'once' | 'month' | 'year';

export interface Sums { currency: string; contributions: number; memberships: number; other: number; refunds: number; disputes: number; fees: number; net: number }
export interface MoneyRow extends Sums { group: string; name: string }
export interface MoneyTotal extends Sums { at_processor: number; at_bank: number }
export interface Money { from: string; to: string; by: string; rows: MoneyRow[]; totals: MoneyTotal[] }

export type MemberKind = 'paid' | 'gift' | 'complimentary';
export type MemberStatus = 'waiting' | 'trial' | 'active' | 'past_due' | 'paused' | 'ended';
export interface Member {
  id: string; reader: string; email: string; name: string; tier: Person | null; kind: MemberKind; status: MemberStatus; cadence: Cadence;
  amount: number; currency: string; ends: boolean; started_at: string; paid_until: string | null; note: string;
}
export interface MemberCount { tier: string | null; status: MemberStatus; kind: MemberKind; count: number }

export interface Charge { charge: string; at: string; amount: number; currency: string; refunded: number; refundable: number }
export interface Contribution {
  id: string; at: string; email: string; name: string; cadence: Cadence; amount: number; currency: string; state: 'pending' | 'given'; tier: Person | null;
  appeal: Person | null; dedication: string; anonymous: boolean; gift: boolean; processor: 'stripe' | 'practice' | 'bank'; charges: Charge[];
}

export type AppealPlace = 'before' | 'paragraph' | 'end' | 'front' | 'bar';
export type AppealAudience = 'everybody' | 'strangers' | 'members';
export interface Wording { headline: string; text: string; once_button: string; member_button: string }
export interface Share { value: number; low: number; high: number }
export interface WordingFigures { wording: number; seen: number; clicked: number; given: number; share: Share }
export interface AppealText { name: string; place: AppealPlace; paragraph: number; audience: AppealAudience; wordings: Wording[]; active: boolean; starts_at: string | null; ends_at: string | null }
export interface Appeal extends AppealText { id: string; stands: boolean; figures: WordingFigures[]; difference: Share | null }

export const loadSettings = () => get<SupportSettings>('support/settings');
export const listOffers = () => get<{ offers: Offer[] }>('support/offers').then(found => found.offers);
export const listTiers = () => get<{ tiers: Tier[] }>('support/tiers').then(found => found.tiers);
const kinds: Record<MemberKind, string> = { paid: mark('Pays'), gift: mark('Gift'), complimentary: mark('Complimentary') };
const statuses: Record<MemberStatus, string> = { waiting: mark('Not paid yet'), trial: mark('On trial'), active: mark('Active'), past_due: mark('Payment failed'), paused: mark('Paused'), ended: mark('Ended') };
const cadences: Record<Cadence, string> = { once: mark('once'), month: mark('each month'), year: mark('each year') };
export const kindName = (kind: MemberKind) => t(kinds[kind]);
export const statusNames = Object.keys(statuses) as MemberStatus[];
export const statusName = (status: MemberStatus) => t(statuses[status]);
export const cadenceName = (cadence: Cadence) => t(cadences[cadence]);
