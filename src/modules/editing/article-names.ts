import type { InputErrorCollector } from '../../mutations/input-errors.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { describeMissing, parseReference } from '../../shared/references/reference.js';
import { slugify } from '../../shared/text/slug.js';

/** Tags, authors and series in the input of a mutation of an article, by ID, slug or name. */
export interface ArticleNamesInput {
  tags?: string[] | null;
  authors?: string[] | null;
  series?: { series?: string | null; name?: string | null; part?: number | null } | null;
}

/**
 * Replaces the IDs in the tags and authors of an input by slugs, and the reference to a series by its name. Collects an
 * error for each that is unknown.
 */
export async function replaceIdsBySlugs<Input extends ArticleNamesInput>(
  tx: Transaction,
  input: Input,
  errors: InputErrorCollector,
): Promise<Input> {
  const replace = async (list: 'tags' | 'authors', type: 'Tag' | 'Author', ids: number[]) => {
    const rows = await (type === 'Tag'
      ? tx.tag.findMany({ where: { id: { in: ids } } })
      : tx.author.findMany({ where: { id: { in: ids } } }));
    const slugs = new Map(rows.map(({ id, slug }) => [id, slug]));
    return input[list]?.map((given, i) => {
      const reference = parseReference(type, given);
      if (reference && 'slug' in reference) return given;
      const slug = reference && slugs.get(reference.id);
      if (slug) return slug;
      const message = describeMissing(type.toLowerCase(), given);
      errors.add([list, String(i)], message, UserErrorCode.NOT_FOUND);
      return given;
    });
  };
  const replaced = { ...input, ...(input.series && { series: await nameSeries(tx, input.series, errors) }) };
  for (const [list, type] of [
    ['tags', 'Tag'],
    ['authors', 'Author'],
  ] as const) {
    const ids = (input[list] ?? []).flatMap((given) => {
      const reference = parseReference(type, given);
      return reference && 'slug' in reference ? [] : [reference?.id ?? 0];
    });
    if (ids.length > 0) replaced[list] = await replace(list, type, ids);
  }
  return replaced;
}

/** Returns the series of an input with the name by which it is found. */
async function nameSeries(
  tx: Transaction,
  input: NonNullable<ArticleNamesInput['series']>,
  errors: InputErrorCollector,
): Promise<NonNullable<ArticleNamesInput['series']>> {
  const { series: given = null, name = null, part } = input;
  if (given === null) {
    if (name === null) errors.add(['series'], 'Give the series, by ID or slug, or the name of a series.');
    return input;
  }
  if (name !== null) errors.add(['series', 'name'], 'Give series or name, not both.');
  const reference = parseReference('Series', given);
  const series = reference && (await tx.series.findUnique({ where: reference }));
  if (!series) {
    errors.add(['series', 'series'], describeMissing('series', given), UserErrorCode.NOT_FOUND);
    return input;
  }
  return { name: getSeriesName(series), part: part ?? null };
}

/** Returns the name by which a series is found: its title, or its slug if the title leads elsewhere. */
export function getSeriesName({ name, slug }: { name: string; slug: string }): string {
  return slugify(name) === slug ? name : slug;
}
