import { GraphQLError } from 'graphql';
import type { Loaders } from '../../graphql/loaders.js';
import { ArticleOrder } from '../article/article.type.js';
import { readFilter } from '../article/filter/stored-filter.js';
import { PopularWindow } from '../popular/popular.type.js';
import { CardReason } from './front.type.js';
import type { RuleContent } from './front-content.js';

/** Articles that the rule of a container finds. */
export interface Candidates {
  articleIds: number[];
  /** Reason why the rule cannot be applied; null if it can. */
  error: string | null;
}

export const NO_CANDIDATES: Candidates = Object.freeze({ articleIds: [], error: null });

/** Lists the first articles of a rule, at least `size` if it finds so many. A rule that is no longer valid finds none. */
export async function listCandidates(rule: RuleContent, size: number, loaders: Loaders): Promise<Candidates> {
  try {
    return { articleIds: await listArticleIds(rule, size, loaders), error: null };
  } catch (error) {
    // Such as a condition on an own field that the site no longer has.
    if (!(error instanceof GraphQLError)) throw error;
    return { articleIds: [], error: error.message };
  }
}

async function listArticleIds(
  rule: RuleContent,
  size: number,
  { articles, popular, related }: Loaders,
): Promise<number[]> {
  if (rule.by === 'RELATED') return related.listIds(rule.articleId);
  const filter = rule.filter && readFilter(rule.filter);
  if (rule.by === 'POPULAR') return popular.listIds({ window: rule.window, filter }, size);
  return articles.listIds({ scope: { of: 'site' }, filter, orderBy: rule.orderBy }, size);
}

/** Returns the reason why a rule's article is in its container. */
export function getRuleReason(rule: RuleContent): CardReason {
  switch (rule.by) {
    case 'ARTICLES':
      return rule.orderBy === ArticleOrder.NEWEST ? CardReason.LATEST : CardReason.RULE;
    case 'POPULAR':
      return rule.window === PopularWindow.TRENDING ? CardReason.TRENDING : CardReason.POPULAR;
    case 'RELATED':
      return CardReason.RELATED;
  }
}
