import type { Command } from 'commander';
import type { FastifyInstance } from 'fastify';
import type { ForbiddenAttemptLog } from '../auth/auth-checker.js';
import type { LogConsumer } from '../changes/change-consumer.js';
import type { ChangeObserver } from '../changes/change-listener.js';
import type { Config } from '../config/env.js';
import type { connect, OpenDatabase } from '../database/connect.js';
import type { DailySalt } from '../database/daily-salt.js';
import type { Database } from '../database/database.js';
import type { PrismaClient } from '../database/generated/client.js';
import type { StepRunner } from '../database/setup-progress.js';
import type { ContentModel } from '../fields/content-model.js';
import type { Context } from '../graphql/context.js';
import type { GetService, LoaderFactories, Loaders } from '../graphql/loaders.js';
import type { DocumentRunner } from '../graphql/persisted-documents/document-runner.js';
import type { MailTransport } from '../mail/mail-transport.js';
import type { MediaStorage } from '../media/media-storage.js';
import type { BuildVariantUrl, MediaUrls } from '../media/media-urls.js';
import type { TelemetrySink } from '../observability/telemetry.js';
import type { MaybePromise } from '../shared/async/maybe-promise.js';
import type { SiteLanguages } from '../shared/languages.js';
import type { AppLogger } from '../shared/logging/logger.js';
import type { ArticleFilter } from './article/filter/article-filter.js';
import type { BeforeSave } from './editing/before-save.js';
import type { SubscriberImporter } from './import/subscriber-importer.js';
import type { LinkedPictures } from './media/linked-pictures.js';
import type { MediaLibrary } from './media/media-library.js';
import type { AfterPublish } from './publishing/after-publish.js';
import type { LiveSite } from './site/live-site.js';
import type { Site } from './site/site.type.js';

/** Everything that a domain adds to the gateway. `src/app/modules.ts` has one line for each. */
export interface Module {
  /** Creates the loaders of a request, by their name in its context. The interface Loaders has their types. */
  loaders?: LoaderFactories;
  /** Creates services that live as long as the gateway. `getService` finds them by their class. */
  createServices?(options: ServiceOptions): object[];
  /** Creates the resolvers, with the services that only they use. */
  createResolvers?(options: ResolverOptions): object[];
  /** Loads the nodes of a type by ID, for each type that implements Node. */
  nodes?: NodeLoaders;
  /** Registers routes that count against the rate limit. */
  registerRoutes?(app: FastifyInstance, options: ResolverOptions): Promise<void>;
  /** Creates the jobs that the gateway's workers do. */
  createJobs?(options: WorkerOptions): ModuleJob[];
  /** Creates the consumers of the change log and the editors' log, of which each works once for all instances. */
  createConsumers?(options: WorkerOptions): LogConsumer[];
  /** Creates the observers that read the change log on every instance. */
  createObservers?(options: WorkerOptions): ChangeObserver[];
  /** Starts a job worker of the module's own, if it has work. */
  startWorker?(options: WorkerOptions): Promise<BackgroundWorker | null>;
  /** Deletes expired data. Called every hour. */
  prune?(prisma: PrismaClient): Promise<void>;
  /** Adds sample content, unless the database is in use. Modules seed in the order of their lines. */
  seed?(database: Database, tools: SeedTools): Promise<void>;
  /** Files of the module's documents in the playground, which its menu of examples lists. */
  playgroundTabs?: readonly URL[];
  /** Creates the importer of newsletters and subscribers, if the module stores them. */
  createSubscriberImporter?(prisma: PrismaClient, timeZone: string): SubscriberImporter;
}

/** Settings and connections that a module's services, jobs and commands are created from. */
export interface ModuleEnvironment {
  config: Config;
  /** The publication. Its values change while the process runs: read them when they are used. */
  site: LiveSite;
  /** Public base URL of the gateway. */
  gatewayUrl: string;
  /** The languages of the site. */
  languages: SiteLanguages;
  siteConfig: ModuleSiteConfig;
  database: Database;
  mediaLibrary: MediaLibrary;
  mediaUrls: MediaUrls;
  linkedPictures: LinkedPictures;
}

export interface ServiceOptions extends ModuleEnvironment {
  /** The site's own fields and kinds. */
  model: ContentModel;
  logger: AppLogger;
  clock: () => Date;
  /** Salt of the digests of visitors, which all instances share and replace every day. */
  dailySalt: DailySalt;
  /** Returns the salt of the day. */
  getDailySalt(): Promise<Buffer>;
  /** Records mutations that were refused for lack of a scope. */
  forbiddenAttempts: ForbiddenAttemptLog;
}

export interface ResolverOptions extends ServiceOptions {
  /** Executes trusted documents for readers. */
  documents: DocumentRunner;
  /** Returns the service of a class. Throws an error if no module has created one. */
  getService: GetService;
  /** Loaders of the nodes of all modules. */
  nodes: NodeLoaders;
}

/** Options of `dateline.config.ts` that modules use. */
export interface ModuleSiteConfig {
  mail?: MailTransport;
  media?: MediaStorage;
  imageUrl?: BuildVariantUrl;
  hooks?: { beforeSave?: BeforeSave; afterPublish?: AfterPublish };
}

/** Loads a node by its database ID, by type name. Returns null if there is none, or the viewer may not read it. */
export type NodeLoaders = Record<string, (id: number, context: Context) => MaybePromise<object | null>>;

/** Functions of the gateway that seeds need. */
export interface SeedTools {
  /** Runs a step of the start and announces it. */
  step: StepRunner;
  /** Imports the Markdown articles, taxonomy and menus of a folder, with their pictures. */
  importFolder(folder: string): Promise<unknown>;
  /** BCP 47 tags of the further languages of the site. */
  languages: readonly string[];
}

/** Periodic job, or job that the code adds to the queue under its name. */
export interface ModuleJob {
  /** Name under which the queue stores the job. */
  name: string;
  run(payload: unknown): Promise<void>;
  /** Time at which the job runs, as cron syntax in UTC: `* * * * *` for every minute. */
  crontab?: string;
  /** True for jobs that wait for other servers, which the other jobs must not wait for. */
  isOutbound?: boolean;
}

export interface WorkerOptions extends ModuleEnvironment {
  /** Executes trusted documents for readers. */
  documents: DocumentRunner;
  /** Creates loaders of published content in a language, by default in all, with empty caches. */
  createLoaders(language?: string): Loaders;
  /** Creates loaders of the latest drafts, with empty caches. */
  createDraftLoaders(): Loaders;
  logger: AppLogger;
  /** Seconds between the attempts of a delivery; defaults to the usual delays. */
  retryDelaysSeconds?: number[] | undefined;
  /** Sink for the events of jobs and mail. */
  telemetry: TelemetrySink;
}

export interface BackgroundWorker {
  /** Takes no more jobs and resolves when those under way have ended. */
  stop(): Promise<void>;
}

/** Command of the first level that loads its code when it is run or its help is printed. */
export interface LazyCommand {
  name: string;
  description: string;
  /** Loads the function that adds the arguments, options and subcommands. */
  load(): Promise<(command: Command, context: CommandContext) => void | Promise<void>>;
}

/** Values of the command line that commands need. */
export interface CommandContext {
  withDatabase: WithDatabase;
  /** Loads the content model of the site that the settings name. */
  loadModel(): Promise<ContentModel>;
  /** Returns the publication that the environment describes. */
  loadSite(): Promise<Site>;
  /** Creates the values from which services are created, with the settings of the gateway. */
  createEnvironment(database: Database): Promise<ModuleEnvironment>;
  /** Creates what reads and checks filters of articles. */
  createFilters(database: Pick<Database, 'readClients' | 'prisma'>): Promise<CommandFilters>;
  /** Creates what executes the trusted documents of the settings. */
  createDocuments(database: Database): Promise<DocumentRunner>;
}

/** Reads and checks filters of articles, and inputs with such filters, outside of a request. */
export interface CommandFilters {
  /** Parses a filter written as JSON; null if it has no conditions. Throws UserFacingError. */
  parse(text: string): ArticleFilter | null;
  /** Coerces a value to an input type of the graph. `name` is that of the value in messages. Throws UserFacingError. */
  coerce(input: { name: string; type: string }, value: unknown): unknown;
  /** Creates loaders of published content, whose reads have the time of one response together. */
  createLoaders(): Loaders;
}

/** Opens the database for a command and closes it afterwards. */
export type WithDatabase = <T>(
  work: (database: OpenDatabase) => Promise<T>,
  options?: Parameters<typeof connect>[1],
) => Promise<T>;
