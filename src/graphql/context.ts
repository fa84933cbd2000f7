import type { PreviewLinkAccess } from '../auth/preview-link-tokens.js';
import { type AccessContext, hasPermission, type Viewer } from '../auth/scope.js';
import { DependencyTracker } from '../cache/dependency-tracker.js';
import type { EntityCache } from '../cache/entity-cache.js';
import type { LoaderClass, LoaderContext, LoaderSources } from '../database/read/loader-sources.js';
import type { Perspective, ReadClient, RequestPerspective } from '../database/read/read-client.js';
import { type ArticleContext, ArticleLoaders } from '../modules/article/article.loaders.js';
import { ArticleConditionBuilder } from '../modules/article/filter/article-filter.sql.js';
import type { ArticleEventsContext } from '../modules/article-events/article-events.resolver.js';
import type { ArticleEventFeed } from '../modules/article-events/article-events.service.js';
import { type AuthorContext, AuthorLoaders } from '../modules/author/author.loaders.js';
import { type ArticleStateContext, ArticleStateLoaders } from '../modules/editing/article-state.loaders.js';
import { type ImageContext, ImageLoaders } from '../modules/image/image.loaders.js';
import { MediaFileLoaders } from '../modules/media/media-file.loaders.js';
import { type MenuContext, MenuLoaders } from '../modules/menu/menu.loaders.js';
import type { NodeLoaders } from '../modules/module.js';
import type { NodeLookupContext } from '../modules/node/node.service.js';
import { type OwnFieldContext, OwnFieldLoaders } from '../modules/own-fields/own-fields.loaders.js';
import { type PopularContext, PopularLoaders } from '../modules/popular/popular.loaders.js';
import type { PopularChangedContext } from '../modules/popular/popular-changed.resolver.js';
import type { PopularFeed } from '../modules/popular/popular-feed.js';
import type { Visitor } from '../modules/popular/views/visitor.js';
import { type RelatedContext, RelatedLoaders } from '../modules/related/related.loaders.js';
import { type RevisionContext, RevisionLoaders } from '../modules/revision/revision.loaders.js';
import { type RouteContext, RouteLoaders } from '../modules/route/route.loaders.js';
import { FacetCounter } from '../modules/search/facets.js';
import { Highlighter } from '../modules/search/highlights.js';
import { ProvidedSearch } from '../modules/search/provider/provided-search.js';
import type { SearchProviderClient } from '../modules/search/provider/provider-client.js';
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
import type { UniqueContext } from './unique/unique-page.js';

/** Loaders of a request, all of which use one read client. */
type Loaders = ArticleContext &
  AuthorContext &
  ImageContext &
  LoaderContext &
  MenuContext &
  NodeLookupContext &
  OwnFieldContext &
  PopularContext &
  RelatedContext &
  RouteContext &
  SearchContext &
  SectionContext &
  TagContext;

/** Context of a request's resolvers. Created once per request; loaders cache within it. */
export interface Context
  extends Loaders,
    AccessContext,
    ArticleStateContext,
    Pick<ArticleEventsContext, 'live'>,
    Pick<PopularChangedContext, 'popularFeed' | 'withFreshLoaders'>,
    RevisionContext,
    UniqueContext,
    WebhookContext {
  requestId: string;
  /** Dependencies of the response, tracked during execution. */
  dependencies: DependencyTracker;
  /** Cache of the JSON of articles and other entities; null if the response is not the same for everybody. */
  fragmentCache: EntityCache | null;
  outcome: OperationOutcome;
  /**
   * Number of fields that the operation may return, once calculated, and whether the client requested the
   * cost.
   */
  cost: { fields?: number };
  shouldReportCost: boolean;
  /** True if the client requested the deprecated elements that its operation uses. */
  shouldReportDeprecations: boolean;
  /** Charges points to the client's rate limit. */
  charge(points: number): void;
  perspective: RequestPerspective;
  /** The preview link of the request's token. */
  previewLink: PreviewLinkAccess | null;
  idempotencyKey: string | null;
  visitor: Visitor;
  /**
   * Discards everything loaded before and switches requests with an API key to the preview perspective, so
   * that a mutation returns its own writes.
   */
  enableReadYourWrites(): void;
  /** Records that a mutation was committed: the reads of its result get the whole time limit again. */
  recordSavedChange(id: string | null): void;
}

export interface ContextOptions {
  readClients: Record<Perspective, ReadClient>;
  prisma: LoaderSources['prisma'] & WebhookTables;
  /** Loaders of the nodes of optional modules. */
  moduleNodes?: NodeLoaders;
  live: ArticleEventFeed;
  popularFeed: PopularFeed;
  perspective: RequestPerspective;
  viewer: Viewer | null;
  /** The preview link of the request's token; its ID is in the perspective. */
  previewLink?: PreviewLinkAccess | null;
  /** Entity cache for published content; null for uncacheable requests, which must read the latest. */
  entityCache: EntityCache | null;
  /** Identifies a retried mutation. */
  idempotencyKey: string | null;
  /** The pseudonymous visitor that sent the request. */
  visitor: Visitor;
  requestId: string;
  shouldReportCost: boolean;
  shouldReportDeprecations?: boolean;
  charge(points: number): void;
  /** BCP 47 tag of articles without a language of their own; defaults to en. */
  siteLanguage?: string;
  /** The site's search provider; defaults to PostgreSQL. */
  searchProvider?: SearchProviderClient | null;
  /** Time at which the client began to wait, in milliseconds since 1970. */
  startedAt?: number;
}

/** Language of a site without one in its settings. */
const DEFAULT_LANGUAGE = 'en';

interface ModuleLoaderOptions {
  prisma: LoaderSources['prisma'];
  nodes?: NodeLoaders | undefined;
  siteLanguage?: string | undefined;
}

/** Creates the context of a request with loaders that use the read client of its perspective. */
export function createContext(options: ContextOptions): Context {
  return new RequestContext(options);
}

/** Creates loaders of published content for use outside GraphQL requests, with their dependencies. */
export function createPublishedLoaders(
  { published }: ContextOptions['readClients'],
  prisma: LoaderSources['prisma'],
  siteLanguage?: string,
) {
  const dependencies = new DependencyTracker();
  const readClient = published.withDependencies(dependencies).withOwnBatcher();
  return {
    readClient,
    dependencies,
    loads: new LoaderRegistry(readClient, readClient, { prisma, siteLanguage }),
  };
}

/**
 * Loaders of a request, each created at its first use. Apollo copies the context, and the copy shares them.
 */
class LoaderRegistry implements Loaders {
  private created: Partial<Loaders & { unbatchedClient: ReadClient; conditions: ArticleConditionBuilder }> =
    {};
  private moduleLoaders = new Map<LoaderClass<object>, object>();

  constructor(
    private readClient: ReadClient,
    private published: ReadClient,
    private readonly modules: ModuleLoaderOptions,
    /** The site's search provider, for published content only. */
    private searchProvider: SearchProviderClient | null = null,
    readonly viewer: Viewer | null = null,
  ) {}

  /** Discards all loaders and their caches. */
  resetLoaders(readClient: ReadClient, published: ReadClient): void {
    // The provider's index is late; a mutation returns its own writes.
    Object.assign(this, {
      readClient,
      published,
      searchProvider: null,
      created: {},
      moduleLoaders: new Map(),
    });
  }

  /** The loaders so far. Every use of one passes here or `getLoaders`, and counts as a read (limit-untracked.ts). */
  private get instances() {
    this.readClient.countUse();
    return this.created;
  }

  /** True for API keys with permission to read editors' data. */
  private get isEditor(): boolean {
    return hasPermission(this.viewer, 'preview') || hasPermission(this.viewer, 'write');
  }

  /** Builds the conditions of filters for all lists. */
  private get conditions() {
    const { readClient: reader, sections } = this;
    this.instances.conditions ??= new ArticleConditionBuilder({
      reader,
      sections: sections.ids,
      canReadStates: this.isEditor,
      siteLanguage: this.modules.siteLanguage ?? DEFAULT_LANGUAGE,
    });
    return this.instances.conditions;
  }

  get articles() {
    this.instances.articles ??= new ArticleLoaders(this.readClient, this.conditions);
    return this.instances.articles;
  }

  get authors() {
    this.instances.authors ??= new AuthorLoaders(this.readClient);
    return this.instances.authors;
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

  get menus() {
    this.instances.menus ??= new MenuLoaders(this.readClient);
    return this.instances.menus;
  }

  get ownFields() {
    this.instances.ownFields ??= new OwnFieldLoaders(this.readClient);
    return this.instances.ownFields;
  }

  get popular() {
    this.instances.popular ??= new PopularLoaders(this.readClient, this.articles, this.conditions);
    return this.instances.popular;
  }

  get related() {
    this.instances.related ??= new RelatedLoaders(this.readClient, this.articles, this.conditions);
    return this.instances.related;
  }

  get routes() {
    this.instances.routes ??= new RouteLoaders(this.readClient);
    return this.instances.routes;
  }

  /** Uses its own query batcher, because searches take longer than loads and must not delay them. */
  private get unbatchedClient() {
    this.instances.unbatchedClient ??= this.readClient.withOwnBatcher();
    return this.instances.unbatchedClient;
  }

  get search() {
    const { searchProvider, unbatchedClient } = this;
    const provided = searchProvider && new ProvidedSearch(searchProvider, unbatchedClient);
    this.instances.search ??= new SearchService(
      unbatchedClient,
      this.conditions,
      this.sections.ids,
      this.articles,
      provided,
    );
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
      Section: async (id) => (await this.sections.getTree()).findById(id),
      Tag: (id) => this.tags.byId.load(id),
      MediaFile: (id) => (this.isEditor ? this.getLoaders(MediaFileLoaders).byId.load(id) : null),
      ...bindNodes(this.modules.nodes ?? {}, this),
    };
  }

  getLoaders<T extends object>(Loaders: LoaderClass<T>): T {
    this.readClient.countUse();
    const found = this.moduleLoaders.get(Loaders) as T | undefined;
    if (found) return found;
    const { readClient, published, modules } = this;
    const loaders = new Loaders({ readClient, published, prisma: modules.prisma });
    this.moduleLoaders.set(Loaders, loaders);
    return loaders;
  }
}

/** Binds loaders of nodes to the context of a request. */
function bindNodes(nodes: NodeLoaders, context: LoaderRegistry): NodeLookupContext['nodes'] {
  return Object.fromEntries(
    Object.entries(nodes).map(([type, load]) => [
      type,
      (id) => load(id, context) as ReturnType<NodeLookupContext['nodes'][string]>,
    ]),
  );
}

/** Returns the client of a perspective; that of a preview link reads the draft of the link. */
function getReadClient(
  { readClients, previewLink }: Pick<ContextOptions, 'readClients' | 'previewLink'>,
  perspective: RequestPerspective,
): ReadClient {
  if (perspective in readClients) return readClients[perspective as Perspective];
  if (!previewLink) throw new Error(`The perspective ${perspective} needs a preview link.`);
  return readClients.published.withDraft(previewLink.articleId);
}

class RequestContext extends LoaderRegistry implements Context {
  readonly dependencies: DependencyTracker;
  readonly fragmentCache: EntityCache | null;
  readonly outcome: OperationOutcome = {};
  readonly cost = {};
  perspective: RequestPerspective;
  readonly previewLink: PreviewLinkAccess | null;
  readonly idempotencyKey: string | null;
  readonly visitor: Visitor;
  readonly requestId: string;
  readonly shouldReportCost: boolean;
  readonly shouldReportDeprecations: boolean;
  readonly charge: (points: number) => void;
  readonly live: ArticleEventFeed;
  readonly popularFeed: PopularFeed;

  constructor(private readonly options: ContextOptions) {
    const { perspective } = options;
    const dependencies = new DependencyTracker(options.startedAt);
    const publishedCache = perspective === 'published' ? options.entityCache : null;
    super(
      getReadClient(options, perspective).withDependencies(dependencies, publishedCache),
      options.readClients.published.withDependencies(dependencies, options.entityCache),
      { prisma: options.prisma, nodes: options.moduleNodes, siteLanguage: options.siteLanguage },
      perspective === 'published' ? options.searchProvider : null,
      options.viewer,
    );
    this.dependencies = dependencies;
    this.fragmentCache = options.viewer ? null : publishedCache;
    this.perspective = perspective;
    this.previewLink = options.previewLink ?? null;
    this.idempotencyKey = options.idempotencyKey;
    this.visitor = options.visitor;
    this.requestId = options.requestId;
    this.shouldReportCost = options.shouldReportCost;
    this.shouldReportDeprecations = options.shouldReportDeprecations ?? false;
    this.charge = options.charge;
    this.live = options.live;
    this.popularFeed = options.popularFeed;
  }

  // For API keys only, in both perspectives: see `@Authorized` on the fields that use them.
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

  get webhooks() {
    this.adminLoaders.webhooks ??= new WebhookLoaders(this.options.prisma);
    return this.adminLoaders.webhooks;
  }

  private readonly adminLoaders: Partial<ArticleStateContext & RevisionContext & WebhookContext> = {};

  /** Returns new loaders with empty caches. Bound, because resolvers destructure it. */
  readonly withFreshLoaders = (): Loaders => {
    const { readClients, perspective, prisma, moduleNodes: nodes, searchProvider, viewer } = this.options;
    const ownProvider = perspective === 'published' ? searchProvider : null;
    return new LoaderRegistry(
      getReadClient(this.options, perspective),
      readClients.published,
      { prisma, nodes },
      ownProvider,
      viewer,
    );
  };

  recordSavedChange(id: string | null): void {
    this.outcome.savedChange = { id };
    this.dependencies.restartTimeLimit();
  }

  enableReadYourWrites(): void {
    const { readClients, viewer, perspective } = this.options;
    this.perspective = viewer ? 'preview' : perspective;
    this.resetLoaders(getReadClient(this.options, this.perspective), readClients.published);
  }
}
