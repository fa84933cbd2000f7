import { canonicalizeLanguageTag } from '../../../shared/text/language-tag.js';
import type { SitePage, StaticSite, StaticSiteLanguages } from './site.js';

/**
 * Creates the languages of a site from their keys and, where it names them, their tags. Returns undefined for a site
 * with one language, of which nothing differs from a site that names none.
 */
export function createStaticSiteLanguages(
  entries: { key: string; tag?: string | null }[],
  main: string | null,
  options: Partial<Pick<StaticSiteLanguages, 'isMainInFolder' | 'folders'>> = {},
): StaticSiteLanguages | undefined {
  const tags: Record<string, string> = {};
  for (const { key, tag } of entries) {
    const canonical = (tag && canonicalizeLanguageTag(tag.replace('_', '-'))) || canonicalizeLanguageTag(key);
    if (canonical !== null) tags[key.toLowerCase()] = canonical;
  }
  const keys = Object.keys(tags);
  if (keys.length < 2) return undefined;
  const mainKey = main?.toLowerCase();
  return {
    main: mainKey !== undefined && keys.includes(mainKey) ? mainKey : (keys[0] ?? ''),
    tags,
    isMainInFolder: options.isMainInFolder ?? false,
    folders: options.folders ?? [],
  };
}

/** Returns the folder that addresses of a language begin with; '' for none. */
export function getLanguageFolder({ languages }: StaticSite, key: string): string {
  if (languages === undefined) return '';
  return key === languages.main && !languages.isMainInFolder ? '' : key;
}

/** Returns the language of a page and the name that its translations share; nothing on a site with one language. */
export function describeLanguage(
  { languages }: StaticSite,
  key: string,
  translationKey: string,
): Pick<SitePage, 'language' | 'translationKey'> {
  const language = languages?.tags[key];
  return language === undefined ? {} : { language, translationKey };
}

/** Splits a path within a folder into the language that its first part names, and the rest. */
export function splitLanguagePart(
  { languages }: StaticSite,
  parts: string[],
): { key: string | null; rest: string[] } {
  const [first = '', ...rest] = parts;
  const key = first.toLowerCase();
  return languages?.tags[key] === undefined ? { key: null, rest: parts } : { key, rest };
}
