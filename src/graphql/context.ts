import type { IncomingHttpHeaders } from 'node:http';
import { createReadLimits } from '../auth/article-limits.sql.js';
import type { PreviewLinkAccess } from '../auth/preview-link-tokens.js';
import type { AccessContext, Viewer } from '../auth/scope.js';
import { DependencyTracker } from '../cache/dependency-tracker.js';
import type { EntityCache } from '../cache/entity-cache.js';
import type { PrismaClient } from '../database/generated/client.js';
import type { Perspective, ReadClient, RequestPerspective } from '../database/read/read-client.js';
import { SiteLanguages } from '../shared/languages.js';
import type { OperationOutcome } from '../shared/operation-info.js';
import {
  addLoaders,
  type CreateLoaders,
  type FindService,
  type LoaderFactories,
  LoaderRegistry,
  type Loaders,
} from './loaders.js';
import type { UniqueContext } from './unique/unique-page.js';

/** Context of a request's resolvers. Created once per request; loaders cache within it. */
export interface Context extends Loaders, AccessContext, UniqueContext {
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
  /** True if the client requested the sources of the values in the response. */
  shouldMapSources: boolean;
  /** Charges points to the client's rate limit. */
  charge(points: number): void;
  perspective: RequestPerspective;
  /** The preview link of the request's token. */
  previewLink: PreviewLinkAccess | null;
  idempotencyKey: string | null;
  /** BCP 47 tag of articles without a language of their own. */
  siteLanguage: string;
  /** All languages of the site. */
  languages: SiteLanguages;
  /** BCP 47 tag of the language of the request, or the site's primary one if it names none. */
  language: string;
  /** The language of the site that the request names; null if it names none. */
  readonly namedLanguage: string | null;
  /** The language that loaders read; null for all, and on a site with one language. */
  readonly readLanguage: string | null;
  /** Path prefix of the pages that loaders read, such as `/de`; empty for the primary language and for all. */
  readonly pathPrefix: string;
  /** Headers and address of the request, or of the reader for whom a server sends it. */
  client: ContextClient;
  /** Returns the loaders of the request with empty caches. */
  withFreshLoaders(): Loaders;
  /** Returns the service of a class, or null if there is none. */
  findService: FindService;
  /**
   * Discards everything loaded before and switches requests with an API key to the preview perspective, so
   * that a mutation returns its own writes. With an API key, all languages are read unless one is passed.
   */
  enableReadYourWrites(language?: string | null): void;
  /**
   * Reads in a language of the site from now on, unless a header of the request has named one. Call it before the
   * execution.
   */
  setLanguage(language: string): void;
  /** Records that a mutation was committed: the reads of its result get the whole time limit again. */
  recordSavedChange(id: string | null): void;
}

/** Client that sent a request. */
export interface ContextClient {
  headers: IncomingHttpHeaders;
  ip: string;
}

export interface ContextOptions {
  readClients: Record<Perspective, ReadClient>;
  prisma: PrismaClient;
  /** Returns the service of a class; by default there are none. */
  findService?: FindService;
  perspective: RequestPerspective;
  viewer: Viewer | null;
  /** The preview link of the request's token; its ID is in the perspective. */
  previewLink?: PreviewLinkAccess | null;
  /** Entity cache for published content; null for uncacheable requests, which must read the latest. */
  entityCache: EntityCache | null;
  /** Identifies a retried mutation. */
  idempotencyKey: string | null;
  client: ContextClient;
  requestId: string;
  shouldReportCost: boolean;
  shouldReportDeprecations?: boolean;
  shouldMapSources?: boolean;
  charge(points: number): void;
  /** The languages of the site; by default English alone. */
  languages?: SiteLanguages;
  /** The language of the request, which is one of these; null or undefined for a request that names none. */
  language?: string | null;
  /** Time at which the client began to wait, in milliseconds since 1970. */
  startedAt?: number;
}

const DEFAULT_LANGUAGES = new SiteLanguages({ primary: 'en' });

const NO_SERVICES: FindService = () => null;

/** Creates the functions that create contexts, with the loaders of all modules. Call it once. */
export function defineContext(factories: Required<LoaderFactories>) {
  class ModuleLoaders extends LoaderRegistry {}
  const createLoaders: CreateLoaders = (options) => new ModuleLoaders(options) as unknown as Loaders;
  class ModuleContext extends RequestContext {}
  addLoaders(ModuleLoaders.prototype, factories);
  addLoaders(ModuleContext.prototype, factories);
  return {
    /** Creates the context of a request, whose loaders use the read client of its perspective. */
    createContext: (options: ContextOptions) =>
      new ModuleContext(options, createLoaders) as unknown as Context,

    /** Creates loaders of published content for use outside GraphQL requests, with their dependencies. */
    createPublishedLoaders: (
      { published }: Pick<ContextOptions['readClients'], 'published'>,
      prisma: PrismaClient,
      languages = DEFAULT_LANGUAGES,
      findService = NO_SERVICES,
      /** Language to read; null for all. */
      language: string | null = null,
    ) => {
      const dependencies = new DependencyTracker();
      const readClient = published
        .withLanguage(languages.areMany ? language : null)
        .withDependencies(dependencies)
        .withOwnBatcher();
      const loads = createLoaders({
        readClient,
        published: readClient,
        getPreview: () => readClient,
        prisma,
        perspective: 'published',
        hasWritten: false,
        viewer: null,
        siteLanguage: languages.primary,
        languages,
        language: language ?? languages.primary,
        findService,
        createLoaders,
      });
      return { readClient, dependencies, loads };
    },
  };
}

/** What a context reads: a perspective, in the language of the request. */
interface ReadScope {
  perspective: RequestPerspective;
  /** Language that the request names; null if it names none. */
  language: string | null;
}

/**
 * Returns the client of a perspective; that of a preview link reads the draft of the link. Without a language, readers get
 * the primary one and editors all.
 */
function getReadClient(options: ContextOptions, { perspective, language }: ReadScope): ReadClient {
  const { readClients, previewLink, viewer, languages = DEFAULT_LANGUAGES } = options;
  const isOfEditor = perspective === 'preview';
  const schemaLanguage = isOfEditor ? language : (language ?? languages.primary);
  const inLanguage = (client: ReadClient) =>
    languages.areMany ? client.withLanguage(schemaLanguage) : client;
  if (perspective in readClients) {
    const client = inLanguage(readClients[perspective as Perspective]);
    if (!viewer?.limits) return client;
    const { keyId, limits } = viewer;
    return client.withLimits(createReadLimits({ keyId, limits, siteLanguage: languages.primary }));
  }
  if (!previewLink) throw new Error(`The perspective ${perspective} needs a preview link.`);
  return inLanguage(readClients.published).withDraft(previewLink.draft);
}

/** Returns what loaders need beside the clients of their perspective. */
function getSharedSources(options: ContextOptions, dependencies: DependencyTracker, language: string | null) {
  const { prisma, viewer, languages = DEFAULT_LANGUAGES, findService = NO_SERVICES } = options;
  const getPreview = () =>
    getReadClient(options, { perspective: 'preview', language: null }).withDependencies(dependencies);
  return {
    prisma,
    viewer,
    languages,
    siteLanguage: languages.primary,
    language: language ?? languages.primary,
    findService,
    getPreview,
  };
}

abstract class RequestContext extends LoaderRegistry implements Omit<Context, keyof Loaders> {
  readonly dependencies: DependencyTracker;
  fragmentCache: EntityCache | null;
  readonly outcome: OperationOutcome = {};
  readonly cost = {};
  perspective: RequestPerspective;
  readonly viewer: Viewer | null;
  readonly previewLink: PreviewLinkAccess | null;
  readonly idempotencyKey: string | null;
  readonly siteLanguage: string;
  readonly languages: SiteLanguages;
  namedLanguage: string | null;
  readonly client: ContextClient;
  readonly requestId: string;
  readonly shouldReportCost: boolean;
  readonly shouldReportDeprecations: boolean;
  readonly shouldMapSources: boolean;
  readonly charge: (points: number) => void;
  readonly findService: FindService;

  constructor(
    private readonly options: ContextOptions,
    private readonly createLoaders: CreateLoaders,
  ) {
    const { perspective, language = null } = options;
    const dependencies = new DependencyTracker(options.startedAt);
    const entityCache = getEntityCache(options, language);
    const publishedCache = perspective === 'published' ? entityCache : null;
    const shared = getSharedSources(options, dependencies, language);
    super({
      readClient: getReadClient(options, { perspective, language }).withDependencies(
        dependencies,
        publishedCache,
      ),
      published: getPublished(options, language).withDependencies(dependencies, entityCache),
      perspective,
      hasWritten: false,
      createLoaders,
      ...shared,
    });
    this.dependencies = dependencies;
    this.fragmentCache = options.viewer ? null : publishedCache;
    this.languages = shared.languages;
    this.namedLanguage = language;
    if (this.languages.areMany && perspective !== 'preview') this.outcome.language = this.language;
    this.perspective = perspective;
    this.viewer = options.viewer;
    this.previewLink = options.previewLink ?? null;
    this.idempotencyKey = options.idempotencyKey;
    this.siteLanguage = shared.siteLanguage;
    this.client = options.client;
    this.requestId = options.requestId;
    this.shouldReportCost = options.shouldReportCost;
    this.shouldReportDeprecations = options.shouldReportDeprecations ?? false;
    this.shouldMapSources = options.shouldMapSources ?? false;
    this.charge = options.charge;
    this.findService = shared.findService;
  }

  get language(): string {
    return this.namedLanguage ?? this.languages.primary;
  }

  get readLanguage(): string | null {
    return this.sources.readClient.language;
  }

  get pathPrefix(): string {
    return this.sources.pathPrefix;
  }

  setLanguage(language: string): void {
    const { options, dependencies, perspective } = this;
    if (options.language || language === this.namedLanguage || !this.languages.areMany) return;
    this.namedLanguage = language;
    this.outcome.language = language;
    const entityCache = getEntityCache(options, language);
    const publishedCache = perspective === 'published' ? entityCache : null;
    this.fragmentCache = options.viewer ? null : publishedCache;
    this.resetLoaders({
      readClient: getReadClient(options, { perspective, language }).withDependencies(
        dependencies,
        publishedCache,
      ),
      published: getPublished(options, language).withDependencies(dependencies, entityCache),
      perspective,
      hasWritten: false,
      createLoaders: this.createLoaders,
      ...getSharedSources(options, dependencies, language),
    });
  }

  // Bound, because resolvers destructure it; as `table` of ReadClient.
  readonly withFreshLoaders = this.createFreshLoaders.bind(this);

  private createFreshLoaders(): Loaders {
    const { perspective, namedLanguage: language } = this;
    return this.createLoaders({
      readClient: getReadClient(this.options, { perspective, language }),
      published: getPublished(this.options, language),
      perspective,
      hasWritten: false,
      createLoaders: this.createLoaders,
      ...getSharedSources(this.options, this.dependencies, language),
    });
  }

  recordSavedChange(id: string | null): void {
    this.outcome.savedChange = { id };
    this.dependencies.restartTimeLimit();
  }

  // What an editor has written is there whatever language it is in.
  enableReadYourWrites(language = this.options.viewer ? null : this.namedLanguage): void {
    const { viewer, perspective } = this.options;
    this.perspective = viewer ? 'preview' : perspective;
    if (viewer) this.outcome.language = language ?? undefined;
    this.resetLoaders({
      readClient: getReadClient(this.options, { perspective: this.perspective, language }),
      published: getPublished(this.options, language),
      perspective: this.perspective,
      hasWritten: true,
      createLoaders: this.createLoaders,
      ...getSharedSources(this.options, this.dependencies, this.namedLanguage),
    });
  }
}

function getPublished(options: ContextOptions, language: string | null): ReadClient {
  const { readClients, languages = DEFAULT_LANGUAGES } = options;
  return languages.areMany
    ? readClients.published.withLanguage(language ?? languages.primary)
    : readClients.published;
}

/** Returns the entity cache of a language; null if the request may not read from it. */
function getEntityCache(options: ContextOptions, language: string | null): EntityCache | null {
  const { entityCache, languages = DEFAULT_LANGUAGES } = options;
  return languages.areMany && entityCache
    ? entityCache.ofLanguage(language ?? languages.primary)
    : entityCache;
}
