import type { Parts } from './database/parts.js';
import { ReadSet } from './database/read-set.js';
import type { Perspective, Reader } from './database/reader.js';
import type { AccessContext, Viewer } from './modules/access/scope.js';
import { type ArticleContext, ArticleLoaders } from './modules/article/article.loaders.js';
import { type AuthorContext, AuthorLoaders } from './modules/author/author.loaders.js';
import { type ArticleStateContext, ArticleStateLoaders } from './modules/editing/article-state.loaders.js';
import { type ImageContext, ImageLoaders } from './modules/image/image.loaders.js';
import type { LiveContext } from './modules/live/live.resolver.js';
import type { LiveFeed } from './modules/live/live-feed.service.js';
import { type NewsletterContext, NewsletterLoaders } from './modules/newsletter/newsletter.loaders.js';
import {
  type SubscriptionContext,
  SubscriptionLoaders,
  type SubscriptionTables,
} from './modules/newsletter/subscription.loaders.js';
import type { NodeContext } from './modules/node/node.service.js';
import { type PopularContext, PopularLoaders } from './modules/popular/popular.loaders.js';
import type { PopularChangedContext } from './modules/popular/popular-changed.resolver.js';
import type { PopularFeed } from './modules/popular/popular-feed.js';
import type { Visitor } from './modules/popular/visitor.js';
import { type RelatedContext, RelatedLoaders } from './modules/related/related.loaders.js';
import { type RevisionContext, RevisionLoaders } from './modules/revision/revision.loaders.js';
import { type RouteContext, RouteLoaders } from './modules/route/route.loaders.js';
import { Facets } from './modules/search/facets.js';
import { Highlights } from './modules/search/highlights.js';
import type { SearchContext } from './modules/search/search.context.js';
import { Search } from './modules/search/search.service.js';
import { Suggestions } from './modules/search/suggestions.js';
import { type SectionContext, SectionLoaders } from './modules/section/section.loaders.js';
import { type TagContext, TagLoaders } from './modules/tag/tag.loaders.js';
import {
  type WebhookContext,
  WebhookLoaders,
  type WebhookTables,
} from './modules/webhook/webhook.loaders.js';
import type { Outcome } from './shared/outcome.js';

/** The batched loads of a request, all through one reader. */
type Loads = ArticleContext &
  AuthorContext &
  ImageContext &
  NewsletterContext &
  NodeContext &
  PopularContext &
  RelatedContext &
  RouteContext &
  SearchContext &
  SectionContext &
  TagContext;

/** What resolvers know of the request they answer. Made once per request; loads are remembered within it. */
export interface Context
  extends Loads,
    AccessContext,
    ArticleStateContext,
    Pick<LiveContext, 'live'>,
    Pick<PopularChangedContext, 'popularFeed' | 'anew'>,
    RevisionContext,
    SubscriptionContext,
    WebhookContext {
  requestId: string;
  /** What the answer is made of, as far as it is made. */
  reads: ReadSet;
  outcome: Outcome;
  /** How many fields the operation may answer, once that is known; and whether its client wants to know it. */
  cost: { fields?: number };
  showsCost: boolean;
  /** Takes points of what the client may do in a minute. */
  charge(points: number): void;
  perspective: Perspective;
  idempotencyKey: string | null;
  visitor: Visitor;
  /**
   * From now on the request sees nothing that was read before, and with a key the editors' latest: for those who
   * write, so that they see what they wrote.
   */
  seeLatest(): void;
}

export interface ContextParts {
  readers: Record<Perspective, Reader>;
  editorial: SubscriptionTables & WebhookTables;
  live: LiveFeed;
  popularFeed: PopularFeed;
  perspective: Perspective;
  viewer: Viewer | null;
  /** What readers have read before, for who may be given it again; null for whoever must see the latest. */
  parts: Parts | null;
  /** By which a retried mutation is known. */
  idempotencyKey: string | null;
  /** Whose browser it is that asks. */
  visitor: Visitor;
  requestId: string;
  showsCost: boolean;
  charge(points: number): void;
  /** When whoever asks began to wait, in milliseconds since 1970. */
  since?: number;
}

/** Every load of the request goes through the reader of its perspective, and sees nothing else. */
export function createContext({ readers, editorial, parts, since, ...request }: ContextParts): Context {
  const reads = new ReadSet(since);
  const remembered = request.perspective === 'published' ? parts : null;
  return {
    ...request,
    reads,
    outcome: {},
    cost: {},
    ...createLoads(
      readers[request.perspective].noting(reads, remembered),
      readers.published.noting(reads, parts),
    ),
    // For keys only, whatever the perspective: see @Authorized beside the fields that use them.
    articleStates: new ArticleStateLoaders(readers.preview.noting(reads)),
    revisions: new RevisionLoaders(readers.preview.noting(reads)),
    subscriptions: new SubscriptionLoaders(editorial),
    webhooks: new WebhookLoaders(editorial),
    anew: () => createLoads(readers[request.perspective], readers.published),
    seeLatest() {
      const perspective = request.viewer ? 'preview' : request.perspective;
      Object.assign(this, createLoads(readers[perspective], readers.published), { perspective });
    },
  };
}

/** Loads of what is published, for who answers nobody in particular, and what is noted of them. */
export function publishedLoads({ published }: ContextParts['readers']) {
  const reads = new ReadSet();
  const reader = published.noting(reads);
  return { reader, reads, loads: createLoads(reader, reader) };
}

function createLoads(reader: Reader, published: Reader): Loads {
  const sections = new SectionLoaders(reader);
  const articles = new ArticleLoaders(reader, sections.ids);
  const authors = new AuthorLoaders(reader);
  const newsletters = new NewsletterLoaders(reader, published);
  const tags = new TagLoaders(reader);
  return {
    articles,
    authors,
    newsletters,
    tags,
    sections,
    images: new ImageLoaders(reader),
    popular: new PopularLoaders(reader, articles.byId),
    related: new RelatedLoaders(reader, articles.byId),
    routes: new RouteLoaders(reader),
    search: new Search(reader, sections.ids, articles),
    facets: new Facets(reader, { sections, tags }),
    highlights: new Highlights(reader),
    suggestions: new Suggestions(reader, { articles, authors, sections, tags }),
    nodes: {
      Article: (id) => articles.byId.load(id),
      Author: (id) => authors.byId.load(id),
      Newsletter: (id) => newsletters.byId.load(id),
      NewsletterIssue: (id) => newsletters.issue.load(id),
      Section: async (id) => (await sections.tree()).byId(id),
      Tag: (id) => tags.byId.load(id),
    },
  };
}
