import { cacheTags } from '../../cache/cache-tags.js';
import type { PrismaClient, Series } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { appendChange } from '../../mutations/append-change.js';
import { findByGlobalId } from '../../mutations/find-by-global-id.js';
import { InputErrorCollector } from '../../mutations/input-errors.js';
import { runMutation } from '../../mutations/run-mutation.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { buildSeriesPath } from '../../shared/paths.js';
import { describeMissing, findReferencedRow, parseReference } from '../../shared/references/reference.js';
import type { OrderSeriesInput } from './taxonomy.inputs.js';
import type { SeriesPayload } from './taxonomy.type.js';
import { TAXONOMY_LIMITS } from './taxonomy-limits.js';

/** Numbers the parts of series. */
export class SeriesOrderService {
  constructor(private readonly prisma: PrismaClient) {}

  /** Numbers the given articles of a series from 1, in drafts and published articles; the others lose their part. */
  order(actor: Actor, input: OrderSeriesInput): Promise<SeriesPayload> {
    const call = { actor, action: 'orderSeries', input };
    return runMutation<SeriesPayload>(this.prisma, call, { seriesId: null }, async (tx) => {
      const series = await findByGlobalId('Series', input.id, (id) =>
        tx.series.findUnique({ where: { id } }),
      );
      const ids = await findArticles(tx, series, input.articles);
      await setParts(tx, series, ids);
      const { id, slug, name } = series;
      return { payload: { seriesId: id, userErrors: [] }, target: input.id, outcome: { slug, name } };
    });
  }
}

/** Returns the IDs of the articles that references name. Throws UserErrorException with the error of each that is none. */
async function findArticles(tx: Transaction, series: Series, references: string[]): Promise<number[]> {
  const errors = new InputErrorCollector();
  if (references.length > TAXONOMY_LIMITS.ordered) {
    const message = `There must be at most ${TAXONOMY_LIMITS.ordered} articles.`;
    errors.add(['articles'], message, UserErrorCode.TOO_LONG);
    errors.throwIfAny();
  }
  const parsed = references.map((text) => parseReference('Article', text));
  const drafts = await tx.draft.findMany({
    where: {
      OR: [
        { id: { in: parsed.flatMap((each) => (each && 'id' in each ? each.id : [])) } },
        { slug: { in: parsed.flatMap((each) => (each && 'slug' in each ? each.slug : [])) } },
      ],
    },
    select: { id: true, slug: true, title: true, seriesId: true, article: { select: { seriesId: true } } },
  });
  const ids: number[] = [];
  for (const [i, reference] of parsed.entries()) {
    const draft = findReferencedRow(drafts, reference);
    const field = ['articles', String(i)];
    if (!draft) errors.add(field, describeMissing('article', String(references[i])), UserErrorCode.NOT_FOUND);
    else if (draft.seriesId !== series.id && draft.article?.seriesId !== series.id)
      errors.add(field, `The article "${draft.title}" is not in the series "${series.name}".`);
    else if (ids.includes(draft.id)) errors.add(field, `The article "${draft.title}" is in the list twice.`);
    else ids.push(draft.id);
  }
  errors.throwIfAny();
  return ids;
}

/** Numbers articles from 1, and appends the change of those that are published. */
async function setParts(tx: Transaction, { id, slug }: Series, ids: number[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE draft d SET series_part = o.part
    FROM draft e LEFT JOIN unnest(${ids}::int[]) WITH ORDINALITY AS o(id, part) ON o.id = e.id
    WHERE d.id = e.id AND d.series_id = ${id} AND d.series_part IS DISTINCT FROM o.part`;
  const published = await tx.$queryRaw<{ id: number }[]>`
    UPDATE article a SET series_part = o.part
    FROM article e LEFT JOIN unnest(${ids}::int[]) WITH ORDINALITY AS o(id, part) ON o.id = e.id
    WHERE a.id = e.id AND a.series_id = ${id} AND a.series_part IS DISTINCT FROM o.part
    RETURNING a.id`;
  // The trigger sets the time of the change, and who made it.
  await tx.$executeRaw`UPDATE series SET updated_at = clock_timestamp() WHERE id = ${id}`;
  if (published.length === 0) return;
  const location = { slug, path: buildSeriesPath(slug) };
  await appendChange(tx, {
    kind: 'UPDATED',
    nodeType: 'Series',
    nodeId: id,
    before: location,
    after: location,
    keys: [
      cacheTags.series(id),
      cacheTags.filteredByField('series'),
      ...cacheTags.articlesInAnyOrder(`series:${id}`),
      ...published.map((article) => cacheTags.article(article.id)),
    ],
  });
}
