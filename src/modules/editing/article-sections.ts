import { type InputErrorCollector } from '../../mutations/input-errors.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { describeMissing, parseReference } from '../../shared/references/reference.js';
import { slugify } from '../../shared/text/slug.js';
import { loadSectionLocations, type SectionLocations } from '../taxonomy/write/section-positions.js';
import type { ArticleContent } from './article-content.js';
import { ARTICLE_LIMITS } from './article-limits.js';

/** Primary section and further sections of an article, as paths from the root down. */
export type ArticleSections = Pick<ArticleContent, 'section' | 'otherSections'>;

/** Sections in the input of a mutation of an article, by slug or global ID. */
export interface ArticleSectionsInput {
  section?: string | null;
  sections?: string[] | null;
}

/**
 * Returns the sections of an article with an input applied, undefined if the input has none, and collects an
 * error for each section that does not exist.
 */
export async function applySections(
  tx: Transaction,
  content: ArticleSections,
  { section, sections }: ArticleSectionsInput,
  errors: InputErrorCollector,
): Promise<ArticleSections | undefined> {
  if (section === undefined && sections === undefined) return undefined;
  return resolveSections(await loadSectionLocations(tx), content, { section, sections }, errors);
}

/** Returns the sections of an article like applySections, from the paths of all sections. */
export function resolveSections(
  locations: SectionLocations,
  content: ArticleSections,
  { section, sections }: ArticleSectionsInput,
  errors: InputErrorCollector,
): ArticleSections {
  const find = (given: string, field: string[]) => {
    const path = findSectionPath(locations, given);
    if (!path) errors.add(field, describeMissing('section', given), UserErrorCode.NOT_FOUND);
    return path ?? [];
  };
  const primary = section == null ? [] : [find(section, ['section'])];
  const listed = sections
    ?.slice(0, ARTICLE_LIMITS.sections)
    .map((each, i) => find(each, ['sections', String(i)]));
  const others = listed ?? (sections === undefined && section !== null ? content.otherSections : []);
  const [first = [], ...rest] = dedupe([...primary, ...others]);
  return { section: first, otherSections: rest };
}

/** Returns the slugs from the root to a section; null if there is no section with this slug or global ID. */
function findSectionPath(locations: SectionLocations, given: string): string[] | null {
  const reference = parseReference('Section', given);
  if (!reference) return null;
  const found =
    'id' in reference
      ? locations.get(reference.id)
      : [...locations.values()].find(({ path }) => path.slice(path.lastIndexOf('/') + 1) === reference.slug);
  return found ? found.path.split('/').slice(1) : null;
}

/** Removes repeated paths, in which names count like slugs. */
function dedupe(paths: string[][]): string[][] {
  const bySlugs = new Map<string, string[]>();
  for (const path of paths) {
    const slugs = path.map(slugify).join('/');
    if (!bySlugs.has(slugs)) bySlugs.set(slugs, path);
  }
  return [...bySlugs.values()];
}
