import { findPathLanguage, readLanguage } from '@dateline/client/next';
import { headers } from 'next/headers';
import english from './texts/en.json';

const { SITE_LANGUAGE = 'en', SITE_LANGUAGES = '' } = process.env;

/** BCP 47 tags of the languages of the site, as the gateway has them: the primary one first. */
export const languages = [SITE_LANGUAGE, ...SITE_LANGUAGES.split(',').map((tag) => tag.trim())].filter(
  Boolean,
);

/** The texts of the site's own interface. */
export type Texts = typeof english;

/** Returns the language of a path, such as /de/politik. */
export const findLanguage = (path: string) => findPathLanguage(path, languages);

/** Returns the language of the request, for pages that other paths than their own lead to. */
export const getRequestLanguage = async () => readLanguage(await headers()) ?? SITE_LANGUAGE;

/** Returns the beginning of the paths of a language; '' for the primary one. */
export const getPrefix = (language: string) =>
  language === languages[0] ? '' : `/${language.toLowerCase()}`;

/** Returns the metadata of a page that the site itself has in every language: the versions, for hreflang. */
export const listVersions = (path: string) => {
  if (languages.length === 1) return {};
  const paths = Object.fromEntries(languages.map((tag) => [tag, getPrefix(tag) + path]));
  return { alternates: { languages: { ...paths, 'x-default': path } } };
};

/** Returns the header that names the language of a request; none for a site with one language. */
export const inLanguage = (language: string): Record<string, string> =>
  languages.length > 1 ? { 'x-language': language } : {};

/** Loads the texts of a language: of its tag, or of its first subtag, or those in English for what is missing. */
export async function getTexts(language: string): Promise<Texts> {
  for (const name of [language, language.replace(/-.*/, '')]) {
    const texts = await import(`./texts/${name}.json`).catch(() => null);
    if (texts) return { ...english, ...texts.default };
  }
  return english;
}

/** Loads the texts of the language of the request. */
export const getRequestTexts = async () => getTexts(await getRequestLanguage());
