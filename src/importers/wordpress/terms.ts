import { slugify } from '../../shared/text/slug.js';
import type { IdentifiedTaxonomy } from '../run/source-terms.js';
import { toTextsByLanguage } from '../run/term-texts.js';
import { addAuthorArchive } from './addresses.js';
import type { WordPressAccount } from './people.js';
import { type RestApi, RestApiUnavailableError } from './rest/rest-api.js';
import { addAccount, parseTag } from './rest/rest-item.js';
import { SERIES_TAXONOMY } from './series.js';
import type { WordPressSite, WordPressTag } from './site.js';
import type { WordPressItem } from './wordpress-item.js';

/** Maximum number of tags of a site for which all are fetched at each sync. */
const MAX_TAGS = 2_000;

/** Saves the tags and series of an export that items have, and its authors, by their IDs. */
export async function saveExportTerms(site: WordPressSite): Promise<void> {
  const tags = site.tags.filter(({ slug }) => site.usedTags.has(slug));
  const series = site.series.filter(({ slug }) => site.usedSeries.has(slug));
  await site.terms?.save(toTaxonomy(tags, site.people.listAccounts(), series));
}

/** Saves the tags, series and authors of fetched items by their IDs, and adds the addresses of the authors. */
export async function saveItemTerms(site: WordPressSite, items: WordPressItem[]): Promise<void> {
  const listTerms = (of: string) =>
    items.flatMap(({ terms }) =>
      terms.flatMap(({ id, taxonomy, slug, name, page }) =>
        id !== undefined && taxonomy === of ? [{ id, slug, name, page }] : [],
      ),
    );
  const accounts = items.flatMap(({ authorId = '' }) => site.accounts.get(authorId) ?? []);
  await site.terms?.save(toTaxonomy(listTerms('post_tag'), accounts, listTerms(SERIES_TAXONOMY)));
  for (const account of site.accounts.values()) addAuthorArchive(site, account);
}

/**
 * Renames tags and authors that the site has renamed, which changes no post. Sites may hide their authors; then those of
 * fetched posts are known. The many tags of a large site are read when everything is compared.
 */
export async function followRenamedTerms(
  api: RestApi,
  site: WordPressSite,
  { isComparisonDue }: { isComparisonDue: boolean },
): Promise<void> {
  const used = { hide_empty: 'true' };
  const readsTags = isComparisonDue || (await api.count('tags', used).catch(ignoreMissing)) <= MAX_TAGS;
  const tags = readsTags ? await fetchOptional(api, 'tags', used) : [];
  for (const user of await fetchOptional(api, 'users')) addAccount(user, site);
  await site.terms?.followRenames(
    toTaxonomy(
      tags.flatMap((tag) => parseTag(tag) ?? []),
      [...site.accounts.values()],
    ),
  );
}

async function fetchOptional(
  api: RestApi,
  route: string,
  parameters: Record<string, string> = {},
): Promise<unknown[]> {
  const all: unknown[] = [];
  try {
    for await (const page of api.fetchPages(route, parameters)) all.push(...page);
  } catch (error) {
    ignoreMissing(error);
  }
  return all;
}

/** Not every site shows its authors, and plugins may hide other routes. */
function ignoreMissing(error: unknown): number {
  if (error instanceof RestApiUnavailableError) return 0;
  throw error;
}

function toTaxonomy(
  tags: WordPressTag[],
  accounts: WordPressAccount[],
  series: WordPressTag[] = [],
): IdentifiedTaxonomy {
  return {
    sections: [],
    tags: toEntries(tags),
    series: toEntries(series),
    authors: accounts
      // A name that is an address of email is not shown.
      .filter(({ name }) => !name.includes('@'))
      .map(({ id, login, name, page: { description, ...page } = {}, links }) => ({
        ...page,
        sourceId: id ?? '',
        name,
        slug: slugify(name),
        bio: description ?? null,
        links: links
          ?.filter((url) => /^https?:/.test(url) && URL.canParse(url))
          .map((url) => ({ url, label: null })),
        image: null,
        otherSlug: slugify(login),
      }))
      .filter(({ slug }) => slug !== ''),
  };
}

/** Converts tags or series. */
function toEntries(terms: WordPressTag[]): IdentifiedTaxonomy['tags'] {
  return terms
    .map(({ id, slug, name, page, translations }) => ({
      ...page,
      ...(translations && { texts: toTextsByLanguage(translations) }),
      sourceId: id,
      name: name || slug,
      slug: slugify(name || slug),
      otherSlug: slugify(slug),
    }))
    .filter(({ slug }) => slug !== '');
}
