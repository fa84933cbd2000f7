import { createReadLimits, type LimitedViewer } from '../../auth/article-limits.sql.js';
import type { EventFilterOptions } from '../../changes/events/event-filters.js';
import type { EventChange } from '../../changes/events/event-subscriber.js';
import type { PrismaClient } from '../../database/generated/client.js';
import type { Context } from '../../graphql/context.js';
import type { ArticleFilter } from '../article/filter/article-filter.js';
import { omitEmptyFilter } from '../article/filter/article-filter.sql.js';
import { ContentEvent } from './content-events.type.js';

export type ContentChange = EventChange<ContentEvent>;

export type ComparisonContext = Pick<
  Context,
  'articles' | 'conditions' | 'client' | 'viewer' | 'siteLanguage' | 'readLanguage' | 'withFreshLoaders'
>;

/**
 * Creates the comparison of drafts with a filter, a language and the limits of the API key; null if there is none of them.
 * Throws BadUserInputError and ForbiddenError for a filter that the client may not use.
 */
export async function createComparison(
  prisma: PrismaClient,
  articles: ArticleFilter | null | undefined,
  {
    articles: loaders,
    viewer,
    conditions,
    client,
    siteLanguage,
    readLanguage,
    withFreshLoaders,
  }: ComparisonContext,
): Promise<EventFilterOptions<ContentEvent, ContentChange> | null> {
  const filter = omitEmptyFilter(articles);
  if (filter) await loaders.selectMatching([], filter);
  const limited = viewer?.limits ? { keyId: viewer.keyId, limits: viewer.limits, siteLanguage } : null;
  const hasOtherNodes = !filter && !limited;
  if (hasOtherNodes && readLanguage === null) return null;
  const ids = filter?.ids && new Set(filter.ids);
  const mayMatch = ({ event }: ContentChange) => !ids || ids.has(event.nodeId);
  const findMatching = async (articleIds: number[]): Promise<Found> => {
    const readable = limited ? await selectInLimits(prisma, limited, articleIds) : new Set(articleIds);
    return {
      readable,
      matching:
        filter || readLanguage !== null
          ? await withFreshLoaders().articles.selectMatching([...readable], filter ?? {})
          : readable,
    };
  };
  return {
    key: JSON.stringify([readLanguage, conditions.canReadStates, limited, filter]),
    client: client.ip,
    compare: async (changes) => {
      const events = await compareDrafts(changes.filter(mayMatch), findMatching, limited !== null);
      const others = hasOtherNodes ? changes.filter(({ event }) => event.node.type !== 'Article') : [];
      for (const change of others) events.set(change, change.event);
      return events;
    },
  };
}

/** IDs of articles that the client may read the drafts of, and of those among them that match the filter. */
interface Found {
  readable: Set<number>;
  matching: Set<number>;
}

/**
 * Returns the events of articles, which say whether the article matches. A new article that does not match was in no
 * list. Deleted articles cannot be compared with the limits of an API key.
 */
async function compareDrafts(
  changes: ContentChange[],
  findMatching: (articleIds: number[]) => Promise<Found>,
  isLimited: boolean,
): Promise<Map<ContentChange, ContentEvent>> {
  const ofArticles = changes.filter(({ event }) => event.node.type === 'Article');
  if (ofArticles.length === 0) return new Map();
  const { readable, matching } = await findMatching([
    ...new Set(ofArticles.map(({ event }) => event.node.id)),
  ]);
  const wanted = ofArticles.filter(({ event: { kind, node } }) => {
    if (kind === 'DELETED') return !isLimited;
    return readable.has(node.id) && (matching.has(node.id) || kind !== 'CREATED');
  });
  return new Map(
    wanted.map((change) => {
      const isMatch = matching.has(change.event.node.id) && change.event.isMatch;
      return [change, Object.assign(new ContentEvent(), change.event, { isMatch })];
    }),
  );
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
