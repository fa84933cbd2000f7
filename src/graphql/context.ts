import type { AccessContext, Viewer } from '../auth/scope.js';
import { DependencyTracker } from '../cache/dependency-tracker.js';
import type { EntityCache } from '../cache/entity-cache.js';
import type { Perspective, ReadClient } from '../database/read/read-client.js';
import { type ArticleContext, ArticleLoaders } from '../modules/article/article.loaders.js';
import type { ArticleEventsContext } from '../modules/article-events/article-events.resolver.js';
import type { ArticleEventFeed } from '../modules/article-events/article-events.service.js';
import { type AuthorContext, AuthorLoaders } from '../modules/author/author.loaders.js';
import { type ArticleStateContext, ArticleStateLoaders } from '../modules/editing/article-state.loaders.js';
import { type ImageContext, ImageLoaders } from '../modules/image/image.loaders.js';
import { type NewsletterContext, NewsletterLoaders } from '../modules/newsletter/newsletter.loaders.js';
import {
  type SubscriptionContext,
  SubscriptionLoaders,
  type SubscriptionTables,
} from '../modules/newsletter/subscribers/subscription.loaders.js';
import type { NodeContext } from '../modules/node/node.service.js';
import { type PopularContext, PopularLoaders } from '../modules/popular/popular.loaders.js';
import type { PopularChangedContext } from '../modules/popular/popular-changed.resolver.js';
import type { PopularFeed } from '../modules/popular/popular-feed.js';
import type { Visitor } from '../modules/popular/views/visitor.js';
import { type RelatedContext, RelatedLoaders } from '../modules/related/related.loaders.js';
import { type RevisionContext, RevisionLoaders } from '../modules/revision/revision.loaders.js';
import { type RouteContext, RouteLoaders } from '../modules/route/route.loaders.js';
import { FacetCounter } from '../modules/search/facets.js';
import { Highlighter } from '../modules/search/highlights.js';
import type { SearchContext } from '../modules/search/search.context.js';
import { SearchService } from '../modules/search/search.service.js';
import { SuggestionService } from '../modules/search/suggest/suggestions.js';
import { type SectionContext, SectionLoaders } from '../modules/section/section.loaders.js';
import { type TagContext, TagLoaders } from '../modules/tag/tag.loaders.js';
import {
  type WebhookContext,
  WebhookLoaders,
  type WebhookTables,
} from '../modules/webhook/webhook.loaders.js';
import type { OperationOutcome } from '../shared/operation-info.js';

/** The batched loads of a request, all through one reader. */
type Loaders = ArticleContext &
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
  extends Loaders,
    AccessContext,
    ArticleStateContext,
    Pick<ArticleEventsContext, 'live'>,
    Pick<PopularChangedContext, 'popularFeed' | 'withFreshLoaders'>,
    RevisionContext,
    SubscriptionContext,
    WebhookContext {
  requestId: string;
  /** What the answer is made of, as far as it is made. */
  dependencies: DependencyTracker;
  outcome: OperationOutcome;
  /** How many fields the operation may answer, once that is known; and whether its client wants to know it. */
  cost: { fields?: number };
  shouldReportCost: boolean;
  /** Takes points of what the client may do in a minute. */
  charge(points: number): void;
  perspective: Perspective;
  idempotencyKey: string | null;
  visitor: Visitor;
  /**
   * From now on the request sees nothing that was read before, and with a key the editors' latest: for those who
   * write, so that they see what they wrote.
   */
  enableReadYourWrites(): void;
}

export interface ContextOptions {
  readClients: Record<Perspective, ReadClient>;
  prisma: SubscriptionTables & WebhookTables;
  live: ArticleEventFeed;
  popularFeed: PopularFeed;
  perspective: Perspective;
  viewer: Viewer | null;
  /** What readers have read before, for who may be given it again; null for whoever must see the latest. */
  entityCache: EntityCache | null;
  /** By which a retried mutation is known. */
  idempotencyKey: string | null;
  /** Whose browser it is that asks. */
  visitor: Visitor;
  requestId: string;
  shouldReportCost: boolean;
  charge(points: number): void;
  /** When whoever asks began to wait, in milliseconds since 1970. */
  startedAt?: number;
}

/** Every load of the request goes through the reader of its perspective, and sees nothing else. */
export function createContext(options: ContextOptions): Context {
  return new RequestContext(options);
}

/** Loads of what is published, for who answers nobody in particular, and what is noted of them. */
export function createPublishedLoaders({ published }: ContextOptions['readClients']) {
  const dependencies = new DependencyTracker();
  const readClient = published.withDependencies(dependencies).withOwnBatcher();
  return { readClient, dependencies, loads: new LoaderRegistry(readClient, readClient) };
}

/**
 * The loads of a request, each made when it is first asked for: few requests need many. Apollo hands on a copy of the
 * context, which shares what has been made.
 */
class LoaderRegistry implements Loaders {
  private instances: Partial<Loaders & { unbatchedClient: ReadClient }> = {};

  constructor(
    private readClient: ReadClient,
    private published: ReadClient,
  ) {}

  /** From now on nothing is known of what was read before. */
  resetLoaders(readClient: ReadClient, published: ReadClient): void {
    Object.assign(this, { readClient, published, instances: {} });
  }

  get articles() {
    this.instances.articles ??= new ArticleLoaders(this.readClient, this.sections.ids);
    return this.instances.articles;
  }

  get authors() {
    this.instances.authors ??= new AuthorLoaders(this.readClient);
    return this.instances.authors;
  }

  get newsletters() {
    this.instances.newsletters ??= new NewsletterLoaders(this.readClient, this.published);
    return this.instances.newsletters;
  }

  get tags() {
    this.instances.tags ??= new TagLoaders(this.readClient);
    return this.instances.tags;
  }

  get sections() {
    this.instances.sections ??= new SectionLoaders(this.readClient);
    return this.instances.sections;
  }

  get images() {
    this.instances.images ??= new ImageLoaders(this.readClient);
    return this.instances.images;
  }

  get popular() {
    this.instances.popular ??= new PopularLoaders(this.readClient, this.articles.byId);
    return this.instances.popular;
  }

  get related() {
    this.instances.related ??= new RelatedLoaders(this.readClient, this.articles.byId);
    return this.instances.related;
  }

  get routes() {
    this.instances.routes ??= new RouteLoaders(this.readClient);
    return this.instances.routes;
  }

  /** Searches take longer than loads, and hold up none of them. */
  private get unbatchedClient() {
    this.instances.unbatchedClient ??= this.readClient.withOwnBatcher();
    return this.instances.unbatchedClient;
  }

  get search() {
    this.instances.search ??= new SearchService(this.unbatchedClient, this.sections.ids, this.articles);
    return this.instances.search;
  }

  get facets() {
    this.instances.facets ??= new FacetCounter(this.unbatchedClient, this);
    return this.instances.facets;
  }

  get highlights() {
    this.instances.highlights ??= new Highlighter(this.unbatchedClient);
    return this.instances.highlights;
  }

  get suggestions() {
    this.instances.suggestions ??= new SuggestionService(this.unbatchedClient, this);
    return this.instances.suggestions;
  }

  get nodes(): Loaders['nodes'] {
    return {
      Article: (id) => this.articles.byId.load(id),
      Author: (id) => this.authors.byId.load(id),
      Newsletter: (id) => this.newsletters.byId.load(id),
      NewsletterIssue: (id) => this.newsletters.issue.load(id),
      Section: async (id) => (await this.sections.getTree()).findById(id),
      Tag: (id) => this.tags.byId.load(id),
    };
  }
}

class RequestContext extends LoaderRegistry implements Context {
  readonly dependencies: DependencyTracker;
  readonly outcome = {};
  readonly cost = {};
  perspective: Perspective;
  readonly viewer: Viewer | null;
  readonly idempotencyKey: string | null;
  readonly visitor: Visitor;
  readonly requestId: string;
  readonly shouldReportCost: boolean;
  readonly charge: (points: number) => void;
  readonly live: ArticleEventFeed;
  readonly popularFeed: PopularFeed;

  constructor(private readonly options: ContextOptions) {
    const { readClients, perspective } = options;
    const dependencies = new DependencyTracker(options.startedAt);
    const publishedCache = perspective === 'published' ? options.entityCache : null;
    super(
      readClients[perspective].withDependencies(dependencies, publishedCache),
      readClients.published.withDependencies(dependencies, options.entityCache),
    );
    this.dependencies = dependencies;
    this.perspective = perspective;
    this.viewer = options.viewer;
    this.idempotencyKey = options.idempotencyKey;
    this.visitor = options.visitor;
    this.requestId = options.requestId;
    this.shouldReportCost = options.shouldReportCost;
    this.charge = options.charge;
    this.live = options.live;
    this.popularFeed = options.popularFeed;
  }

  // For keys only, whatever the perspective: see @Authorized beside the fields that use them.
  get articleStates() {
    this.adminLoaders.articleStates ??= new ArticleStateLoaders(
      this.options.readClients.preview.withDependencies(this.dependencies),
    );
    return this.adminLoaders.articleStates;
  }

  get revisions() {
    this.adminLoaders.revisions ??= new RevisionLoaders(
      this.options.readClients.preview.withDependencies(this.dependencies),
    );
    return this.adminLoaders.revisions;
  }

  get subscriptions() {
    this.adminLoaders.subscriptions ??= new SubscriptionLoaders(this.options.prisma);
    return this.adminLoaders.subscriptions;
  }

  get webhooks() {
    this.adminLoaders.webhooks ??= new WebhookLoaders(this.options.prisma);
    return this.adminLoaders.webhooks;
  }

  private readonly adminLoaders: Partial<
    ArticleStateContext & RevisionContext & SubscriptionContext & WebhookContext
  > = {};

  /** A function by itself, for resolvers take it out of the context. */
  readonly withFreshLoaders = (): Loaders => {
    const { readClients, perspective } = this.options;
    return new LoaderRegistry(readClients[perspective], readClients.published);
  };

  enableReadYourWrites(): void {
    const { readClients, viewer, perspective } = this.options;
    this.perspective = viewer ? 'preview' : perspective;
    this.resetLoaders(readClients[this.perspective], readClients.published);
  }
}
