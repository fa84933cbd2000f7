import { Extensions } from 'type-graphql';
import type { ApiKey } from '../database/generated/client.js';

/** Limits of the articles that an API key or identity may write, and whose drafts it may read. What is missing does not limit. */
export interface ArticleLimits {
  /** IDs of sections. Each section of an article is one of them or below one. */
  sections?: number[];
  /** Kinds of articles. */
  kinds?: string[];
  /** BCP 47 tags of languages. */
  languages?: string[];
  /** True for articles that the key created, or that have its author in the byline. */
  isOwnOnly?: boolean;
}

/** Limits of a request's API key or identity, with the author that it belongs to. */
export type ViewerLimits = ArticleLimits & { authorId: number | null };

/** Reads the limits of an API key or identity; null for one without. */
export function readLimits({ limits, authorId }: Pick<ApiKey, 'limits' | 'authorId'>): ViewerLimits | null {
  return limits === null ? null : { ...(limits as ArticleLimits), authorId };
}

/**
 * Marks a mutation that API keys with limits may call, since it compares the articles that it writes with them. All
 * other mutations that need a scope are refused to such keys.
 */
export const ChecksLimits = () => Extensions({ checksLimits: true });
