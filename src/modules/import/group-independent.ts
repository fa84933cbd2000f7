import type { ImportedValue } from '../../fields/imported-value.js';
import { isReference } from '../../fields/own-value.js';
import { toShortLink } from '../../shared/paths.js';
import type { ExpectedPaths } from './expected-paths.js';
import type { ExternalArticle } from './external-article.js';
import { listImportLinks } from './import-link.js';

/**
 * Divides articles into groups that can be saved in one batch with the same result as one after the other. An
 * article begins a new group if it may depend on one before it: by a link to a path that is not expected, a reference,
 * or a slug or path of both.
 */
export function groupIndependent(
  articles: ExternalArticle[],
  expectedPaths?: ExpectedPaths<ExternalArticle>,
): ExternalArticle[][] {
  const groups: ExternalArticle[][] = [];
  let names = new Set<string>();
  for (const article of articles) {
    const ownNames = listNames(article);
    const needs = [...ownNames, ...listLinkedNames(article, expectedPaths)];
    const group = groups.at(-1);
    if (group && !hasReference(article.fields) && !needs.some((name) => names.has(name))) group.push(article);
    else {
      groups.push([article]);
      names = new Set();
    }
    for (const name of ownNames) names.add(name);
  }
  return groups;
}

/** Lists the source ID, and the last segments of the paths that the article has or may have. */
function listNames({ sourceId, slug, path, aliases }: ExternalArticle): string[] {
  return [`item ${sourceId}`, ...[slug, path ?? slug, ...aliases].map(getPathName)];
}

function listLinkedNames(
  { body }: ExternalArticle,
  expectedPaths?: ExpectedPaths<ExternalArticle>,
): string[] {
  const links = listImportLinks(body.text).filter(({ sourceIds }) => !expectedPaths?.find(sourceIds));
  return links.flatMap(({ sourceIds, paths }) => [
    ...sourceIds.map((id) => `item ${id}`),
    ...paths.map(getPathName),
  ]);
}

/**
 * Returns a name that two paths share if their last segments are the same, however they are encoded. Short
 * links of WordPress differ by their number.
 */
function getPathName(path: string): string {
  const shortLink = path.includes('?') ? toShortLink(path) : null;
  if (shortLink !== null) return `path ${shortLink}`;
  const segment = path
    .replace(/[?#].*/s, '')
    .split('/')
    .findLast((each) => each !== '');
  return `path ${decode(segment ?? '/').toLowerCase()}`;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function hasReference(value: ImportedValue | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isReference(value as never) || Object.values(value).some((each) => hasReference(each));
}
