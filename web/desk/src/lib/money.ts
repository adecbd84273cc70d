// Amounts of money in a currency's smallest unit, written and read as people do (the server's own: src/payments/money.h).
import { Problem } from './api';
import { locale } from './i18n.svelte';

const withoutMinor = ['BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA', 'PYG', 'RWF', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'], withThree = ['BHD', 'JOD', 'KWD', 'OMR', 'TND'];
export const digitsOf = (currency: string) => (withoutMinor.includes(currency) ? 0 : withThree.includes(currency) ? 3 : 2);
const isWhole = (minor: number, currency: string) => minor % 10 ** digitsOf(currency) === 0;

function written(minor: number, currency: string, digits: number) {
  // "€" and "₴" are nobody else's signs; "$" is said with its country.
  const currencyDisplay = currency === 'EUR' || currency === 'UAH' ? 'narrowSymbol' : 'symbol';
  return new Intl.NumberFormat(locale.code, { style: 'currency', currency, currencyDisplay, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(minor / 10 ** digitsOf(currency));
}
// "€5", "€5.50"; in columns, where the points stand below each other: "€5.00".
export const money = (minor: number, currency: string) => written(minor, currency, isWhole(minor, currency) ? 0 : digitsOf(currency));
export const inColumn = (minor: number, currency: string) => written(minor, currency, digitsOf(currency));
export function currencyName(currency: string) {
  try { return new Intl.DisplayNames([locale.code], { type: 'currency' }).of(currency) ?? currency; } catch { return currency; }
}
export const currencies = () => Intl.supportedValuesOf('currency');

// For a field: "5.50", in Ukrainian "5,50"; nothing for 0.
export function typed(minor: number, currency: string) {
  if (!minor) return '';
  const digits = isWhole(minor, currency) ? 0 : digitsOf(currency);
  return new Intl.NumberFormat(locale.code, { useGrouping: false, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(minor / 10 ** digitsOf(currency));
}
// "5", "5,50", "5.50", "1 000", "1,000.50"; null if it is no amount. A last separator with three digits behind it groups
// thousands, for nobody gives thousandths of a euro.
export function readAmount(text: string, currency: string): number | null {
  const digits = digitsOf(currency), bare = text.replace(/[\s'’]/g, '');
  const last = Math.max(bare.lastIndexOf('.'), bare.lastIndexOf(','));
  const isPoint = last >= 0 && (bare.length - last - 1 !== 3 || digits === 3) && bare.indexOf(bare[last]) === last;
  const whole = isPoint ? bare.slice(0, last) : bare, part = isPoint ? bare.slice(last + 1) : '';
  if (!/^(\d{1,12}|[1-9]\d{0,2}([.,]\d{3}){1,3})$/.test(whole) || (isPoint && !/^\d+$/.test(part))) return null;
  const kept = part.replace(/0+$/, '');
  return kept.length > digits ? null : Number(whole.replace(/[.,]/g, '') + kept.padEnd(digits, '0'));
}
// What was typed into the field of this name, refused beside it like what the server refuses; 0 where it stands empty.
export function amountIn(field: string, text: string, currency: string) {
  const minor = text.trim() ? readAmount(text, currency) : 0;
  if (minor === null) throw new Problem(422, 'amount_shape', 'Please give an amount such as 5 or 7.50.', field);
  return minor;
}
// "5 10 20": with spaces between.
export const amountsIn = (field: string, text: string, currency: string) => text.split(/[\s;]+/).map(one => one.replace(/,$/, '')).filter(Boolean).map(one => amountIn(field, one, currency));
