import { trimSlashes } from '../../../../shared/text/trim-end.js';
import { createStaticSiteLanguages } from '../languages.js';
import {
  type Data,
  getIgnoringCase,
  getText,
  isData,
  type LanguageFolder,
  type StaticSite,
  type StaticSiteLanguages,
} from '../site.js';

/** Lists the languages of a configuration by their keys in lower case, but for those that are switched off. */
export function listLanguages(config: Data): [string, Data][] {
  const languages = getIgnoringCase(config, 'languages');
  if (!isData(languages)) return [];
  const disabled = [getIgnoringCase(config, 'disableLanguages')]
    .flat()
    .map((key) => String(key).toLowerCase());
  return Object.entries(languages).flatMap(([name, language]) => {
    const key = name.toLowerCase();
    const isOff =
      disabled.includes(key) || (isData(language) && getIgnoringCase(language, 'disabled') === true);
    return isOff ? [] : [[key, isData(language) ? language : {}] as [string, Data]];
  });
}

/** Returns the key of the default language. */
export function getMainLanguage(config: Data): string {
  return (getText(getIgnoringCase(config, 'defaultContentLanguage')) ?? 'en').toLowerCase();
}

/** Returns the folder that addresses of a language begin with; '' for none. */
export function getAddressFolder(config: Data, key: string): string {
  const isInFolder = getIgnoringCase(config, 'defaultContentLanguageInSubdir') === true;
  return key === getMainLanguage(config) && !isInFolder ? '' : key;
}

/**
 * Reads the languages of a site. Each may have a content folder, by its own setting or by a mount; otherwise the names of
 * files end in the language.
 */
export function readHugoLanguages(config: Data, mounted: LanguageFolder[]): StaticSiteLanguages | undefined {
  const entries = listLanguages(config);
  const ofLanguages = entries.flatMap(([key, language]) => {
    const contentDir = getText(getIgnoringCase(language, 'contentDir'));
    const folder = contentDir && trimSlashes(contentDir).replace(/^[./]+/, '');
    return folder && !folder.split('/').includes('..') ? [{ folder, key }] : [];
  });
  return createStaticSiteLanguages(
    entries.map(([key, language]) => ({
      key,
      tag: getText(getIgnoringCase(language, 'locale') ?? getIgnoringCase(language, 'languageCode')),
    })),
    getMainLanguage(config),
    {
      isMainInFolder: getIgnoringCase(config, 'defaultContentLanguageInSubdir') === true,
      folders: [...ofLanguages, ...mounted],
    },
  );
}

/** Splits the path of a file into its path within the content and the key of the language whose folder it is in. */
export function splitContentPath(
  { contentFolder, languages }: StaticSite,
  file: string,
): { inside: string; key: string | null } {
  const own = languages?.folders.find(({ folder }) => file.startsWith(`${folder}/`));
  if (own) return { inside: file.slice(own.folder.length + 1), key: own.key };
  const content = `${contentFolder}/`;
  return { inside: file.startsWith(content) ? file.slice(content.length) : file, key: null };
}
