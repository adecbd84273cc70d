// Texts of the desk: the English sentence is the key, other languages are tables of them. {0}, {1} … are filled in.
type Texts = Record<string, string>;
const tables: Record<string, () => Promise<{ default: Texts; problems: Texts }>> = { uk: () => import('../locales/uk') };
export const languages = [{ code: 'en', name: 'English' }, { code: 'uk', name: 'Українська' }];

const chosen = () => {
  try {
    const kept = localStorage.getItem('desk-language');
    if (kept) return kept;
  } catch { /* storage is switched off */ }
  return navigator.languages.map(tag => tag.split('-')[0]).find(tag => languages.some(one => one.code === tag)) ?? 'en';
};
export const locale = $state({ code: 'en', table: {} as Texts, problems: {} as Texts });

export async function setLanguage(code: string, keep = false) {
  const texts = tables[code] ? await tables[code]() : { default: {}, problems: {} };
  locale.code = tables[code] ? code : 'en';
  locale.table = texts.default;
  locale.problems = texts.problems;
  document.documentElement.lang = locale.code;
  if (keep) try { localStorage.setItem('desk-language', locale.code); } catch { /* not kept */ }
}
export const startLanguage = () => setLanguage(chosen()).catch(() => setLanguage('en'));

// For a text that stands in a table and reaches t() by a variable: tools/check_texts finds it by this.
export const mark = (text: string) => text;
export function t(text: string, ...values: (string | number)[]) {
  const found = locale.table[text] ?? text;
  return values.length ? found.replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)] ?? '')) : found;
}
// The server refuses in English; what people meet often is said in their language, by the refusal's code.
// What the server puts in “quotes” stands there, too.
export const refusal = (code: string, text: string) => locale.problems[code]?.replace('{0}', /“(.+?)”/.exec(text)?.[1] ?? '{0}') ?? text;
// "1 word", "5 words": forms by the language's own rules, in the table as "{0} words|one", "{0} words|few" ….
export function plural(count: number, one: string, other: string) {
  const rule = new Intl.PluralRules(locale.code).select(count);
  const text = locale.table[`${other}|${rule}`] ?? (locale.code === 'en' ? (rule === 'one' ? one : other) : locale.table[other] ?? other);
  return text.replace('{0}', new Intl.NumberFormat(locale.code).format(count));
}
