/**
 * Returns the source name of a site that is put under a path, so that two sites of one host or folder are two sources.
 */
export function nameSource(site: string, pathPrefix: string | undefined): string {
  return pathPrefix === undefined ? site : `${site} at ${pathPrefix}`;
}

/** Returns the name under which the terms of a vocabulary of a source are stored. */
export function nameVocabulary(source: string, vocabulary: string): string {
  return `${source} (${vocabulary})`;
}

/** Returns the source of a vocabulary, and any other name as it is. */
export function getVocabularySource(name: string): string {
  const start = name.endsWith(')') ? name.indexOf(' (') : -1;
  return start < 0 ? name : name.slice(0, start);
}

/** Prefix of the source names of folders with Markdown. */
export const FOLDER_SOURCE = 'markdown';

/**
 * Returns the name that a source had before it named its folder or path. Digests contain this name, so that
 * an article counts as unchanged when its source is renamed.
 */
export function getFormerSourceName(source: string): string {
  const site = source.replace(/ at \/\S*$/, '');
  return site.startsWith(`${FOLDER_SOURCE} `) ? FOLDER_SOURCE : site;
}
