import type { Command } from 'commander';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/env.js';
import type { connect, OpenDatabase } from '../database/connect.js';
import type { Database } from '../database/database.js';
import type { PrismaClient } from '../database/generated/client.js';
import type { SubscriberImporter } from '../importers/run/imported-subscriber.js';
import type { MediaUrls } from '../media/media-urls.js';
import type { NodeLoaders } from '../modules/node/node.service.js';
import type { BackgroundWorker, BackgroundWorkerOptions } from './worker/worker-options.js';

/** Module that a build can leave out, with its command. The command line lists the command without loading it. */
export interface OptionalModule {
  command: { name: string; description: string };
  load(): Promise<AppModule>;
}

/** Code of an optional module. */
export interface AppModule {
  /** Creates what the module adds to a gateway. */
  createServices(options: ModuleOptions): ModuleServices;
  /** Creates the resolvers without services, to print the schema. */
  createUnboundResolvers(): object[];
  nodeLoaders: NodeLoaders;
  /** Documents of the module's tabs in the playground. */
  playgroundTabs: readonly string[];
  /** Adds the sample content, unless there is content. */
  seed(database: Database): Promise<void>;
  /** Deletes expired data. Called every hour. */
  prune(prisma: PrismaClient): Promise<void>;
  startWorker(options: BackgroundWorkerOptions): Promise<BackgroundWorker>;
  /** Adds the subcommands of the module's command. */
  addCommands(command: Command, withDatabase: WithDatabase): void;
  /** Creates the importer of newsletters and subscribers, if the module stores them. */
  createSubscriberImporter?(prisma: PrismaClient, timeZone: string): SubscriberImporter;
}

export interface ModuleOptions {
  config: Config;
  database: Database;
  mediaUrls: MediaUrls;
  /** Returns the daily salt, which all instances share. */
  getDailySalt(): Promise<Buffer>;
}

export interface ModuleServices {
  resolvers: object[];
  /** Registers routes that count against the rate limit. */
  registerRoutes(app: FastifyInstance): Promise<void>;
}

/** Opens the database for a command and closes it afterwards. */
export type WithDatabase = <T>(
  work: (database: OpenDatabase) => Promise<T>,
  options?: Parameters<typeof connect>[1],
) => Promise<T>;
