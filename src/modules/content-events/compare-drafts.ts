import { createReadLimits, type LimitedViewer } from '../../auth/article-limits.sql.js';
import type { EventFilterOptions } from '../../changes/events/event-filters.js';
import type { EventChange } from '../../changes/events/event-subscriber.js';
import type { PrismaClient } from '../../database/generated/client.js';
import type { Context } from '../../graphql/context.js';
import type { ArticleFilter } from '../article/filter/article-filter.js';
import { omitEmptyFilter } from '../article/filter/article-filter.sql.js';
import type { ContentEvent } from './content-events.type.js';

export type ContentChange = EventChange<ContentEvent>;

export type ComparisonContext = Pick<
  Context,
  'articles' | 'conditions' | 'client' | 'viewer' | 'siteLanguage' | 'withFreshLoaders'
>;

/**
 * Creates the comparison of drafts with a filter and with the limits of the API key; null if there is neither. Throws
 * BadUserInputError and ForbiddenError for a filter that the client may not use.
 */
export async function createComparison(
  prisma: PrismaClient,
  articles: ArticleFilter | null | undefined,
  { articles: loaders, viewer, conditions, client, siteLanguage, withFreshLoaders }: ComparisonContext,
): Promise<EventFilterOptions<ContentEvent, ContentChange> | null> {
  const filter = omitEmptyFilter(articles);
  if (filter) await loaders.selectMatching([], filter);
  const limited = viewer?.limits ? { keyId: viewer.keyId, limits: viewer.limits, siteLanguage } : null;
  if (!filter && !limited) return null;
  const findMatching = async (ids: number[]): Promise<Set<number>> => {
    const matching = filter ? await withFreshLoaders().articles.selectMatching(ids, filter) : new Set(ids);
    return limited ? selectInLimits(prisma, limited, [...matching]) : matching;
  };
  return {
    key: JSON.stringify([conditions.canReadStates, limited, filter]),
    client: client.ip,
    compare: (changes) => compareDrafts(changes, findMatching, limited !== null),
  };
}

/**
 * Returns the events of articles that match. Those of deleted articles, which cannot be compared, are added unless the
 * API key has limits.
 */
async function compareDrafts(
  changes: ContentChange[],
  findMatching: (articleIds: number[]) => Promise<Set<number>>,
  isLimited: boolean,
): Promise<Map<ContentChange, ContentEvent>> {
  const ofArticles = changes.filter(({ event }) => event.node.type === 'Article');
  if (ofArticles.length === 0) return new Map();
  const matching = await findMatching([...new Set(ofArticles.map(({ event }) => event.node.id))]);
  const wanted = ofArticles.filter(
    ({ event: { kind, node } }) => matching.has(node.id) || (kind === 'DELETED' && !isLimited),
  );
  return new Map(wanted.map((change) => [change, change.event]));
}

/** Returns those of the articles that exist, and that the limits of an API key allow reading the drafts of. */
async function selectInLimits(
  prisma: PrismaClient,
  viewer: LimitedViewer,
  articleIds: number[],
): Promise<Set<number>> {
  const rows = await prisma.$queryRawUnsafe<{ id: number }[]>(
    `SELECT d.id FROM public.draft d WHERE d.id = ANY($1::int[]) AND ${createReadLimits(viewer).buildCondition('d.id')}`,
    articleIds,
  );
  return new Set(rows.map(({ id }) => id));
}
