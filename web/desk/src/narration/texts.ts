// The settings as a form has them: what hangs on a language is a list of lines there, to be added to and taken from.
import { Problem } from '../lib/api';
import { t } from '../lib/i18n.svelte';
import type { ByLanguage, Choice, NarrationTexts } from '../lib/narration';

export interface Line { language: string; text: string }
export interface Texts extends Omit<NarrationTexts, 'voices' | 'disclosures' | 'choices'> {
  voices: Line[]; other_voice: string; disclosures: Line[]; other_disclosure: string; choices: Record<string, Choice>;
}

// What is done without a choice (document::SpeechChoices).
const usual: Record<string, Choice> = { captions: 'skipped', tables: 'announced', cards: 'skipped', embeds: 'skipped', footnotes: 'skipped', code: 'skipped', pull_quotes: 'skipped', quotes: 'read' };

const lines = (texts: ByLanguage): Line[] => Object.entries(texts).filter(([language]) => language).map(([language, text]) => ({ language, text }));
export function textsOf(given: NarrationTexts): Texts {
  const { enabled, articles, briefs, section_voices, model, speed, monthly_characters, disclosure_spoken, say_standfirst, say_byline, say_date, podcast, bulletin: { enabled: isPublished, time, hours, section } } = given;
  return {
    enabled, articles, briefs, section_voices, model, speed, monthly_characters, disclosure_spoken, say_standfirst, say_byline, say_date, podcast, bulletin: { enabled: isPublished, time, hours, section },
    voices: lines(given.voices), other_voice: given.voices[''] ?? '', disclosures: lines(given.disclosures), other_disclosure: given.disclosures[''] ?? '',
    choices: { ...usual, ...given.choices } as Record<string, Choice>,
  };
}

// Two lines of one language would be one for the server, and the other lost.
function byLanguage(name: string, given: Line[], other: string): ByLanguage {
  const out: ByLanguage = other.trim() ? { '': other } : {};
  given.forEach((line, at) => {
    const language = line.language.trim();
    if (!language) throw new Problem(422, 'language_missing', t('Please name a language.'), `${name}/#${at}`);
    if (language in out) throw new Problem(422, 'language_twice', t('This language stands here already.'), `${name}/#${at}`);
    if (line.text.trim()) out[language] = line.text;
  });
  return out;
}

// What of it has changed, as the server takes it.
export function changesOf({ voices, other_voice, disclosures, other_disclosure, ...rest }: Partial<Texts>, all: Texts): Partial<NarrationTexts> {
  return {
    ...rest,
    ...((voices || other_voice !== undefined) && { voices: byLanguage('voices', all.voices, all.other_voice) }),
    ...((disclosures || other_disclosure !== undefined) && { disclosures: byLanguage('disclosures', all.disclosures, all.other_disclosure) }),
  };
}
