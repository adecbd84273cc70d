// What may be said of appeals and their wordings: no more than the figures carry.
import { locale, mark, t } from '../lib/i18n.svelte';
import type { Appeal, AppealPlace, Share } from '../lib/support';

const places: Record<AppealPlace, string> = {
  before: mark('Below the lead picture'), paragraph: mark('Behind a paragraph'), end: mark('Below the text'), front: mark('On the front page'), bar: mark('Along the foot of the window'),
};
export const placeNames = Object.keys(places) as AppealPlace[];
export const placeName = (place: AppealPlace) => t(places[place]);

const percent = (share: number) => new Intl.NumberFormat(locale.code, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: share && Math.abs(share) < .01 ? 2 : 1 }).format(share);
const points = (share: number) => new Intl.NumberFormat(locale.code, { maximumFractionDigits: Math.abs(share) < .01 ? 2 : 1 }).format(Math.abs(share) * 100);
export const shareOf = (share: Share) => percent(share.value);
export const rangeOf = (share: Share) => t('{0} to {1}', percent(share.low), percent(share.high));

// Which wording brings more: one may say so only if chance hardly explains it.
export function verdict(appeal: Appeal): string {
  const { figures, difference, wordings } = appeal;
  if (figures.every(one => !one.seen)) return t('Nobody has seen it yet.');
  if (figures.length < 2) return '';
  const unknown = t('No difference can be told yet.');
  if (difference) {
    if (difference.low <= 0 && difference.high >= 0) return unknown;
    const [low, high] = difference.low > 0 ? [difference.low, difference.high] : [difference.high, difference.low];
    return t('“{0}” brings more: {1} to {2} more givers in a hundred who see it.', wordings[difference.low > 0 ? 1 : 0].headline, points(low), points(high));
  }
  const [first, ...others] = figures.toSorted((a, b) => b.share.value - a.share.value);
  return others.some(one => one.share.high >= first.share.low) ? unknown : t('“{0}” brings more than the others.', wordings[first.wording].headline);
}
