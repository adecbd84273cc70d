// Times as people in the newsroom read them: in the publication's zone, which stands beside where it differs from this machine's.
import { locale, t } from './i18n.svelte';
import { publication } from './session.svelte';

const zone = () => publication.timezone || undefined;
const format = (options: Intl.DateTimeFormatOptions, time: Date) => new Intl.DateTimeFormat(locale.code, { timeZone: zone(), ...options }).format(time);

export function clock(iso: string) { return format({ hour: '2-digit', minute: '2-digit' }, new Date(iso)); }
export function moment(iso: string) {
  const time = new Date(iso);
  const sameYear = format({ year: 'numeric' }, time) === format({ year: 'numeric' }, new Date());
  return format({ day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }), hour: '2-digit', minute: '2-digit' }, time);
}
export function ago(iso: string | null | undefined, now = Date.now()) {
  if (!iso) return '';
  const seconds = (new Date(iso).getTime() - now) / 1000;
  if (Math.abs(seconds) < 45) return t('just now');
  const relative = new Intl.RelativeTimeFormat(locale.code, { numeric: 'auto', style: 'short' });
  if (Math.abs(seconds) < 3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (Math.abs(seconds) < 24 * 3600) return relative.format(Math.round(seconds / 3600), 'hour');
  if (Math.abs(seconds) < 7 * 24 * 3600) return relative.format(Math.round(seconds / 86400), 'day');
  return moment(iso);
}
export function date(iso: string) { return format({ day: 'numeric', month: 'long', year: 'numeric' }, new Date(iso)); }

// Minutes by which the zone is ahead of UTC at that moment.
function offset(time: number, timeZone: string | undefined) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })
    .formatToParts(time).map(part => [part.type, Number(part.value)]));
  return (Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) - Math.floor(time / 1000) * 1000) / 60000;
}
// For <input type=datetime-local>, in the publication's zone, and back.
export function toInput(iso: string | null | undefined) {
  if (!iso) return '';
  const time = new Date(iso).getTime();
  return new Date(time + offset(time, zone()) * 60000).toISOString().slice(0, 16);
}
export function fromInput(text: string) {
  if (!text) return null;
  const wall = Date.parse(text + ':00Z');
  let time = wall - offset(wall, zone()) * 60000;
  time = wall - offset(time, zone()) * 60000;  // once more, for hours beside a change of clocks
  return new Date(time).toISOString();
}
// "2026-11-24": today where the paper is.
export const today = () => new Intl.DateTimeFormat('en-CA', { timeZone: zone(), year: 'numeric', month: '2-digit', day: '2-digit' }).format();
export const zoneName = () => zone() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
