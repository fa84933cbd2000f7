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
export function createContext(parts: ContextParts): Context {
  return new RequestContext(parts);
}

/** Loads of what is published, for who answers nobody in particular, and what is noted of them. */
export function publishedLoads({ published }: ContextParts['readers']) {
  const reads = new ReadSet();
  const reader = published.noting(reads).apart();
  return { reader, reads, loads: new LoadsOf(reader, reader) };
}

/**
 * The loads of a request, each made when it is first asked for: few requests need many. Apollo hands on a copy of the
 * context, which shares what has been made.
 */
class LoadsOf implements Loads {
  private made: Partial<Loads & { apart: Reader }> = {};

  constructor(
    private reader: Reader,
    private published: Reader,
  ) {}

  /** From now on nothing is known of what was read before. */
  readFrom(reader: Reader, published: Reader): void {
    Object.assign(this, { reader, published, made: {} });
  }

  get articles() {
    this.made.articles ??= new ArticleLoaders(this.reader, this.sections.ids);
    return this.made.articles;
  }

  get authors() {
    this.made.authors ??= new AuthorLoaders(this.reader);
    return this.made.authors;
  }

  get newsletters() {
    this.made.newsletters ??= new NewsletterLoaders(this.reader, this.published);
    return this.made.newsletters;
  }

  get tags() {
    this.made.tags ??= new TagLoaders(this.reader);
    return this.made.tags;
  }

  get sections() {
    this.made.sections ??= new SectionLoaders(this.reader);
    return this.made.sections;
  }

  get images() {
    this.made.images ??= new ImageLoaders(this.reader);
    return this.made.images;
  }

  get popular() {
    this.made.popular ??= new PopularLoaders(this.reader, this.articles.byId);
    return this.made.popular;
  }

  get related() {
    this.made.related ??= new RelatedLoaders(this.reader, this.articles.byId);
    return this.made.related;
  }

  get routes() {
    this.made.routes ??= new RouteLoaders(this.reader);
    return this.made.routes;
  }

  /** Searches take longer than loads, and hold up none of them. */
  private get apart() {
    this.made.apart ??= this.reader.apart();
    return this.made.apart;
  }

  get search() {
    this.made.search ??= new Search(this.apart, this.sections.ids, this.articles);
    return this.made.search;
  }

  get facets() {
    this.made.facets ??= new Facets(this.apart, this);
    return this.made.facets;
  }

  get highlights() {
    this.made.highlights ??= new Highlights(this.apart);
    return this.made.highlights;
  }

  get suggestions() {
    this.made.suggestions ??= new Suggestions(this.apart, this);
    return this.made.suggestions;
  }

  get nodes(): Loads['nodes'] {
    return {
      Article: (id) => this.articles.byId.load(id),
      Author: (id) => this.authors.byId.load(id),
      Newsletter: (id) => this.newsletters.byId.load(id),
      NewsletterIssue: (id) => this.newsletters.issue.load(id),
      Section: async (id) => (await this.sections.tree()).byId(id),
      Tag: (id) => this.tags.byId.load(id),
    };
  }
}

class RequestContext extends LoadsOf implements Context {
  readonly reads: ReadSet;
  readonly outcome = {};
  readonly cost = {};
  perspective: Perspective;
  readonly viewer: Viewer | null;
  readonly idempotencyKey: string | null;
  readonly visitor: Visitor;
  readonly requestId: string;
  readonly showsCost: boolean;
  readonly charge: (points: number) => void;
  readonly live: LiveFeed;
  readonly popularFeed: PopularFeed;

  constructor(private readonly parts: ContextParts) {
    const { readers, perspective } = parts;
    const reads = new ReadSet(parts.since);
    const remembered = perspective === 'published' ? parts.parts : null;
    super(readers[perspective].noting(reads, remembered), readers.published.noting(reads, parts.parts));
    this.reads = reads;
    this.perspective = perspective;
    this.viewer = parts.viewer;
    this.idempotencyKey = parts.idempotencyKey;
    this.visitor = parts.visitor;
    this.requestId = parts.requestId;
    this.showsCost = parts.showsCost;
    this.charge = parts.charge;
    this.live = parts.live;
    this.popularFeed = parts.popularFeed;
  }

  // For keys only, whatever the perspective: see @Authorized beside the fields that use them.
  get articleStates() {
    this.forKeys.articleStates ??= new ArticleStateLoaders(this.parts.readers.preview.noting(this.reads));
    return this.forKeys.articleStates;
  }

  get revisions() {
    this.forKeys.revisions ??= new RevisionLoaders(this.parts.readers.preview.noting(this.reads));
    return this.forKeys.revisions;
  }

  get subscriptions() {
    this.forKeys.subscriptions ??= new SubscriptionLoaders(this.parts.editorial);
    return this.forKeys.subscriptions;
  }

  get webhooks() {
    this.forKeys.webhooks ??= new WebhookLoaders(this.parts.editorial);
    return this.forKeys.webhooks;
  }

  private readonly forKeys: Partial<
    ArticleStateContext & RevisionContext & SubscriptionContext & WebhookContext
  > = {};

  /** A function by itself, for resolvers take it out of the context. */
  readonly anew = (): Loads => {
    const { readers, perspective } = this.parts;
    return new LoadsOf(readers[perspective], readers.published);
  };

  seeLatest(): void {
    const { readers, viewer, perspective } = this.parts;
    this.perspective = viewer ? 'preview' : perspective;
    this.readFrom(readers[this.perspective], readers.published);
  }
}
