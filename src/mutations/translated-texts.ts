import type { SiteLanguages } from '../shared/languages.js';
import type { TranslatedTexts } from '../shared/translated-texts.js';
import type { InputErrorCollector } from './input-errors.js';
import { UserErrorCode } from './user-error-code.js';

/** Texts of an input in one language. */
export type TranslationInput = { language: string } & Record<string, string | null | undefined>;

/** Maximum numbers of characters of the texts that an input has in further languages, by name. */
export type TextLimits = Record<string, number>;

/** Place of the errors of texts in further languages, the languages of the site, and the limits of the texts. */
export interface TranslationRules {
  errors: InputErrorCollector;
  languages: SiteLanguages;
  limits: TextLimits;
  /** Path of the list in the input. */
  field?: string[];
}

/**
 * Returns the texts of a row in further languages after an input: a language that is left out keeps its texts, and so does
 * a text that is left out; null or an empty text removes one. Collects the errors of the input.
 */
export function mergeTranslations(
  present: unknown,
  input: readonly TranslationInput[] | null | undefined,
  { errors, languages, limits, field = ['translations'] }: TranslationRules,
): TranslatedTexts {
  const texts: TranslatedTexts = { ...(present as TranslatedTexts | undefined) };
  for (const [i, { language: tag, ...values }] of (input ?? []).entries()) {
    const place = (name: string) => [...field, String(i), name];
    const language = findFurtherLanguage(tag, languages);
    if (language === null) errors.add(place('language'), describeLanguages(tag, languages));
    const known = { ...(language === null ? {} : texts[language]) };
    for (const [name, limit] of Object.entries(limits)) {
      const text = values[name];
      if (text === undefined) continue;
      errors.checkLength(place(name), text, limit);
      if (name === 'slug') errors.checkSlugAt(place(name), text);
      if (text?.trim()) known[name] = text.trim();
      else delete known[name];
    }
    if (language === null) continue;
    if (Object.keys(known).length > 0) texts[language] = known;
    else delete texts[language];
    if ((input ?? []).findIndex((other) => findFurtherLanguage(other.language, languages) === language) < i)
      errors.add(place('language'), `Another entry has the language ${language}.`, UserErrorCode.TAKEN);
  }
  return texts;
}

function findFurtherLanguage(tag: string, languages: SiteLanguages): string | null {
  const language = languages.find(tag.trim());
  return language === languages.primary ? null : language;
}

function describeLanguages(tag: string, { all, primary }: SiteLanguages): string {
  const name = `"${tag.slice(0, 50)}"`;
  if (all.length === 1) return `The site has no language but ${primary}. Add others to SITE_LANGUAGES.`;
  const others = `Use one of ${all.slice(1).join(', ')}.`;
  return tag.trim().toLowerCase() === primary.toLowerCase()
    ? `${name} is the primary language, which the fields beside this list have. ${others}`
    : `${name} is not a language of the site. ${others}`;
}
