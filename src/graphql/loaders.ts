import type { Viewer } from '../auth/scope.js';
import type { PrismaClient } from '../database/generated/client.js';
import type { ReadClient, RequestPerspective } from '../database/read/read-client.js';
import type { SiteLanguages } from '../shared/languages.js';

/**
 * Loaders of a request, by name. Each `<domain>.module.ts` adds its own to this interface, and creates them, so that
 * the resolvers of all domains find them in the context without importing their classes.
 */
// biome-ignore lint/suspicious/noEmptyInterface: modules add to it.
export interface Loaders {}

/** Functions that create the loaders of modules, each at its first use in a request. */
export type LoaderFactories = {
  [Name in keyof Loaders]?: (sources: LoaderSources) => Loaders[Name];
};

/** What loaders are created from. */
export interface LoaderSources {
  /** Client of the request's perspective. */
  readClient: ReadClient;
  published: ReadClient;
  /** Client of the preview perspective whatever that of the request is, for fields that require a scope. */
  preview: ReadClient;
  /** Client with a query batcher of its own, for statements that take longer than loads and must not delay them. */
  unbatchedClient: ReadClient;
  /** Client of tables without a view, such as subscribers; for fields that require a scope. */
  prisma: PrismaClient;
  perspective: RequestPerspective;
  /** True after a mutation of the request, whose result shows what it wrote. */
  hasWritten: boolean;
  viewer: Viewer | null;
  /** BCP 47 tag of articles without a language of their own. */
  siteLanguage: string;
  /** All languages of the site. */
  languages: SiteLanguages;
  /** BCP 47 tag of the language of the request, or the site's primary one if it names none. */
  language: string;
  /** Path prefix of the pages that loaders read, such as `/de`; empty for the primary language and for all. */
  pathPrefix: string;
  /** The other loaders of the request. */
  loaders: Loaders;
  /** Loaders that find published articles alone: those of the request, unless it is in the preview perspective. */
  publishedLoaders: Loaders;
  /** Returns the service of a class, or null if there is none. */
  findService: FindService;
  /** Returns the service of a class. Throws an error if there is none. */
  getService: GetService;
}

/** Returns the service of a class. */
export type GetService = <T extends object>(Service: ServiceClass<T>) => T;

/** Returns the service of a class, or null if there is none. */
export type FindService = <T extends object>(Service: ServiceClass<T>) => T | null;

export type ServiceClass<T extends object> = abstract new (...given: never[]) => T;

/** Changes a function that finds services to one that throws an error for a class without one. */
export function requireServices(findService: FindService): GetService {
  return (Service) => {
    const service = findService(Service);
    if (!service) throw new Error(`No module has created the service ${Service.name}.`);
    return service;
  };
}

export interface RegistryOptions
  extends Omit<
    LoaderSources,
    'loaders' | 'publishedLoaders' | 'pathPrefix' | 'preview' | 'unbatchedClient' | 'getService'
  > {
  getPreview(): ReadClient;
  createLoaders: CreateLoaders;
}

/** Creates loaders of all modules, with empty caches. */
export type CreateLoaders = (options: RegistryOptions) => Loaders;

/** Loaders of a request, each created at its first use. Apollo copies the context, and the copy shares them. */
export class LoaderRegistry {
  protected instances = new Map<string, unknown>();
  protected sources: LoaderSources;

  constructor(options: RegistryOptions) {
    this.sources = new RegistrySources(options, this as unknown as Loaders);
  }

  /** Discards all loaders, with what they have cached. */
  protected resetLoaders(options: RegistryOptions): void {
    this.sources = new RegistrySources(options, this as unknown as Loaders);
    this.instances = new Map();
  }

  getOrCreate(name: string, create: (sources: LoaderSources) => unknown): unknown {
    // The field has read something, for limit-untracked.ts.
    this.sources.readClient.countUse();
    const found = this.instances.get(name);
    if (found) return found;
    const loaders = create(this.sources);
    this.instances.set(name, loaders);
    return loaders;
  }
}

class RegistrySources implements LoaderSources {
  readonly readClient: ReadClient;
  readonly published: ReadClient;
  readonly prisma: PrismaClient;
  readonly perspective: RequestPerspective;
  readonly hasWritten: boolean;
  readonly viewer: Viewer | null;
  readonly siteLanguage: string;
  readonly languages: SiteLanguages;
  readonly language: string;
  readonly findService: FindService;
  private readonly getPreview: () => ReadClient;
  private unbatched: ReadClient | undefined;
  private ofPublished: Loaders | undefined;

  constructor(
    private readonly options: RegistryOptions,
    readonly loaders: Loaders,
  ) {
    this.readClient = options.readClient;
    this.published = options.published;
    this.prisma = options.prisma;
    this.perspective = options.perspective;
    this.hasWritten = options.hasWritten;
    this.viewer = options.viewer;
    this.siteLanguage = options.siteLanguage;
    this.languages = options.languages;
    this.language = options.language;
    this.findService = options.findService;
    this.getPreview = options.getPreview;
  }

  get pathPrefix() {
    return this.languages.getPrefix(this.readClient.language ?? this.languages.primary);
  }

  get getService() {
    return requireServices(this.findService);
  }

  get preview() {
    return this.getPreview();
  }

  get publishedLoaders() {
    if (this.perspective !== 'preview') return this.loaders;
    this.ofPublished ??= this.options.createLoaders({
      ...this.options,
      readClient: this.published,
      perspective: 'published',
    });
    return this.ofPublished;
  }

  get unbatchedClient() {
    this.unbatched ??= this.readClient.withOwnBatcher();
    return this.unbatched;
  }
}

/** Adds a getter for the loaders of each name to a class, which creates them at their first use. */
export function addLoaders(prototype: LoaderRegistry, factories: LoaderFactories): void {
  for (const [name, create] of Object.entries<(sources: LoaderSources) => unknown>(factories)) {
    Object.defineProperty(prototype, name, {
      get(this: LoaderRegistry) {
        return this.getOrCreate(name, create);
      },
    });
  }
}
