import type { AccessContext } from '../../auth/scope.js';
import type { Loaders } from '../../graphql/loaders.js';
import type { MediaUsageRow } from './media-usages.js';

type VisibilityContext = AccessContext & Pick<Loaders, 'articles' | 'articleStates' | 'fronts'>;

/**
 * Returns the uses of a file that the client may see: with limits, those in drafts outside of them are named as their
 * published article or front, or left out.
 */
export async function selectVisibleUsages(
  usages: MediaUsageRow[],
  { viewer, articles, articleStates, fronts }: VisibilityContext,
): Promise<MediaUsageRow[]> {
  if (!viewer?.limits) return usages;
  const visible = await Promise.all(
    usages.map(async (usage) => {
      if (usage.type === 'Front') {
        const front = await fronts.byId.load(usage.id);
        return front && { ...usage, title: front.title ?? front.path };
      }
      if (usage.type !== 'Article' || (await articleStates.byId.load(usage.id))) return usage;
      const article = await articles.byId.load(usage.id);
      return article && { ...usage, title: article.title, path: article.path };
    }),
  );
  return visible.filter((usage) => usage !== null);
}
