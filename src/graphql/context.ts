import type { IncomingHttpHeaders } from 'node:http';
import { createReadLimits } from '../auth/article-limits.sql.js';
import type { PreviewLinkAccess } from '../auth/preview-link-tokens.js';
import type { AccessContext, Viewer } from '../auth/scope.js';
import { DependencyTracker } from '../cache/dependency-tracker.js';
import type { EntityCache } from '../cache/entity-cache.js';
import type { PrismaClient } from '../database/generated/client.js';
import type { Perspective, ReadClient, RequestPerspective } from '../database/read/read-client.js';
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
  /** Charges points to the client's rate limit. */
  charge(points: number): void;
  perspective: RequestPerspective;
  /** The preview link of the request's token. */
  previewLink: PreviewLinkAccess | null;
  idempotencyKey: string | null;
  /** BCP 47 tag of articles without a language of their own. */
  siteLanguage: string;
  /** Headers and address of the request, or of the reader for whom a server sends it. */
  client: ContextClient;
  /** Returns the loaders of the request with empty caches. */
  withFreshLoaders(): Loaders;
  /** Returns the service of a class, or null if there is none. */
  findService: FindService;
  /**
   * Discards everything loaded before and switches requests with an API key to the preview perspective, so
   * that a mutation returns its own writes.
   */
  enableReadYourWrites(): void;
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
  charge(points: number): void;
  /** BCP 47 tag of articles without a language of their own; defaults to en. */
  siteLanguage?: string;
  /** Time at which the client began to wait, in milliseconds since 1970. */
  startedAt?: number;
}

/** Language of a site without one in its settings. */
const DEFAULT_LANGUAGE = 'en';

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
      siteLanguage = DEFAULT_LANGUAGE,
      findService = NO_SERVICES,
    ) => {
      const dependencies = new DependencyTracker();
      const readClient = published.withDependencies(dependencies).withOwnBatcher();
      const loads = createLoaders({
        readClient,
        published: readClient,
        getPreview: () => readClient,
        prisma,
        perspective: 'published',
        hasWritten: false,
        viewer: null,
        siteLanguage,
        findService,
        createLoaders,
      });
      return { readClient, dependencies, loads };
    },
  };
}

/** Returns the client of a perspective; that of a preview link reads the draft of the link. */
function getReadClient(
  { readClients, previewLink, viewer, siteLanguage = DEFAULT_LANGUAGE }: ContextOptions,
  perspective: RequestPerspective,
): ReadClient {
  if (perspective in readClients) {
    const client = readClients[perspective as Perspective];
    if (!viewer?.limits) return client;
    const { keyId, limits } = viewer;
    return client.withLimits(createReadLimits({ keyId, limits, siteLanguage }));
  }
  if (!previewLink) throw new Error(`The perspective ${perspective} needs a preview link.`);
  return readClients.published.withDraft(previewLink.articleId);
}

/** Returns what loaders need beside the clients of their perspective. */
function getSharedSources(options: ContextOptions, dependencies: DependencyTracker) {
  const { prisma, viewer, siteLanguage = DEFAULT_LANGUAGE, findService = NO_SERVICES } = options;
  const getPreview = () => getReadClient(options, 'preview').withDependencies(dependencies);
  return { prisma, viewer, siteLanguage, findService, getPreview };
}

abstract class RequestContext extends LoaderRegistry implements Omit<Context, keyof Loaders> {
  readonly dependencies: DependencyTracker;
  readonly fragmentCache: EntityCache | null;
  readonly outcome: OperationOutcome = {};
  readonly cost = {};
  perspective: RequestPerspective;
  readonly viewer: Viewer | null;
  readonly previewLink: PreviewLinkAccess | null;
  readonly idempotencyKey: string | null;
  readonly siteLanguage: string;
  readonly client: ContextClient;
  readonly requestId: string;
  readonly shouldReportCost: boolean;
  readonly shouldReportDeprecations: boolean;
  readonly charge: (points: number) => void;
  readonly findService: FindService;

  constructor(
    private readonly options: ContextOptions,
    private readonly createLoaders: CreateLoaders,
  ) {
    const { perspective } = options;
    const dependencies = new DependencyTracker(options.startedAt);
    const publishedCache = perspective === 'published' ? options.entityCache : null;
    const shared = getSharedSources(options, dependencies);
    super({
      readClient: getReadClient(options, perspective).withDependencies(dependencies, publishedCache),
      published: options.readClients.published.withDependencies(dependencies, options.entityCache),
      perspective,
      hasWritten: false,
      createLoaders,
      ...shared,
    });
    this.dependencies = dependencies;
    this.fragmentCache = options.viewer ? null : publishedCache;
    this.perspective = perspective;
    this.viewer = options.viewer;
    this.previewLink = options.previewLink ?? null;
    this.idempotencyKey = options.idempotencyKey;
    this.siteLanguage = shared.siteLanguage;
    this.client = options.client;
    this.requestId = options.requestId;
    this.shouldReportCost = options.shouldReportCost;
    this.shouldReportDeprecations = options.shouldReportDeprecations ?? false;
    this.charge = options.charge;
    this.findService = shared.findService;
  }

  // Bound, because resolvers destructure it.
  readonly withFreshLoaders = (): Loaders => {
    const { perspective } = this;
    const { readClients } = this.options;
    return this.createLoaders({
      readClient: getReadClient(this.options, perspective),
      published: readClients.published,
      perspective,
      hasWritten: false,
      createLoaders: this.createLoaders,
      ...getSharedSources(this.options, this.dependencies),
    });
  };

  recordSavedChange(id: string | null): void {
    this.outcome.savedChange = { id };
    this.dependencies.restartTimeLimit();
  }

  enableReadYourWrites(): void {
    const { readClients, viewer, perspective } = this.options;
    this.perspective = viewer ? 'preview' : perspective;
    this.resetLoaders({
      readClient: getReadClient(this.options, this.perspective),
      published: readClients.published,
      perspective: this.perspective,
      hasWritten: true,
      createLoaders: this.createLoaders,
      ...getSharedSources(this.options, this.dependencies),
    });
  }
}
