import type { Prisma } from '../../database/generated/client.js';
import type { RobotsColumns } from '../../shared/robots.js';
import type { ArticleOrder } from '../article/article.type.js';
import type { PopularWindow } from '../popular/popular.type.js';

export enum CardSize {
  SMALL = 'SMALL',
  MEDIUM = 'MEDIUM',
  LARGE = 'LARGE',
}

/** A revision of a front, as its column has it. Articles and pictures are database IDs. */
export interface FrontContent extends RobotsColumns {
  title: string | null;
  description: string | null;
  seoTitle: string | null;
  seoDescription: string | null;
  containers: ContainerContent[];
}

export interface ContainerContent {
  id: string;
  title: string | null;
  href: string | null;
  layout: string;
  /** Number of cards up to which the rule fills the container. */
  size: number;
  allowsRepeats: boolean;
  rule: RuleContent | null;
  /** The pinned cards. */
  cards: CardContent[];
}

/** A pinned card. Texts and pictures that are null are those of the article. */
export interface CardContent {
  id: string;
  articleId: number;
  headline: string | null;
  kicker: string | null;
  standfirst: string | null;
  image: CardImage | null;
  size: CardSize;
  sublinkIds: number[];
}

/** Picture of a card. The media library finds the uses of its files by this form. */
export interface CardImage {
  $type: 'image';
  id: number;
}

/** Rule that fills a container. Filters are as storeFilter writes them. */
export type RuleContent =
  | { by: 'ARTICLES'; filter: Prisma.JsonObject | null; orderBy: ArticleOrder }
  | { by: 'POPULAR'; filter: Prisma.JsonObject | null; window: PopularWindow }
  | { by: 'RELATED'; articleId: number };

/** Lists the IDs of the articles of a card: its own, and those of its sublinks. */
export function listStoryIds({ articleId, sublinkIds }: CardContent): number[] {
  return [articleId, ...sublinkIds];
}

/**
 * Returns the ID of a container or card in the graph: that of its front and the stored one. Client caches take objects with
 * one ID for the same, and stored IDs are unique within their front.
 */
export function formatPartId(frontId: number, ...ids: (string | number)[]): string {
  return [frontId, ...ids].join('.');
}

/** Returns the stored ID of a container or card from its ID in the graph, or from itself. */
export function parsePartId(frontId: number, id: string): string {
  const prefix = `${frontId}.`;
  return id.startsWith(prefix) ? id.slice(prefix.length) : id;
}
