import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { buildSchema, type GraphQLSchema, print } from 'graphql';
import pg from 'pg';
import { printGraphQLSchema } from '../app/print-schema.js';
import { createContentModel, loadSiteConfig } from '../app/site-config.js';
import { readConfig } from '../config/env.js';
import { resolveServer } from '../database/connect.js';
import { printSubgraphSchema } from '../graphql/federation/subgraph-sdl.js';
import { readManifest } from '../graphql/persisted-documents/persisted-documents.js';
import { collectCoordinates, hasCoordinate } from '../graphql/schema-check/collect-coordinates.js';
import type { JudgedChange, KnownOperation } from '../graphql/schema-check/compare-schemas.js';
import { formatComparison, formatUse } from '../graphql/schema-check/format-comparison.js';
import { joinOperations } from '../graphql/schema-check/known-operations.js';
import { loadSchema } from '../graphql/schema-check/load-schema.js';
import { listUsage, type StoredUsage } from '../observability/usage/usage-store.js';
import { UserFacingError } from '../shared/errors/user-facing-error.js';
import { announceDatabase, UnintendedDatabaseError } from './program/chosen-database.js';

/** Days of requests that count as use. */
const USAGE_DAYS = 30;
/** Schema of the last release, which is next to dist/ in a checkout and in the image. */
const RELEASED_SCHEMA = fileURLToPath(new URL('../../docs/api/schema.released.graphql', import.meta.url));
const UNDEFINED_TABLE = '42P01';

/** Prints the schema with the site's additions. */
export async function printSchema(): Promise<string> {
  const { DATELINE_CONFIG: file } = readConfig();
  const siteConfig = await loadSiteConfig(file);
  return printGraphQLSchema(createContentModel(siteConfig, file), siteConfig.schema);
}

interface SourceOptions {
  documents?: string[];
  usage: boolean;
}

interface CheckOptions extends SourceOptions {
  against: string;
  announced?: string;
  strict?: boolean;
  json?: boolean;
}

/** Adds `dateline schema` and the commands that begin with it. */
export function addSchemaCommands(command: Command): void {
  command
    .option('--federation', 'with the directives of a subgraph of Apollo Federation')
    .action(async ({ federation }: { federation?: boolean }) => {
      const schema = await printSchema();
      process.stdout.write(federation ? printSubgraphSchema(buildSchema(schema)) : schema);
    });
  addSourceOptions(command.command('check'))
    .description('compare the schema with a released one, and list the operations that break')
    .option(
      '--against <source>',
      'file, or URL of a gateway, with the schema to compare with; by default that of the last release of Dateline',
      RELEASED_SCHEMA,
    )
    .option('--strict', 'exit with 1 on every breaking change; without it, on those that are in use')
    .option(
      '--announced <file>',
      'changelog whose first section names breaking changes that are intended, such as `Article.title`',
    )
    .option('--json', 'print the changes as JSON')
    .action(async (options: CheckOptions) => {
      const released = await loadSchema(options.against);
      const { operations, otherRequests } = await readOperations(options);
      // Loaded here, because it takes longer than most commands.
      const { compareSchemas } = await import('../graphql/schema-check/compare-schemas.js');
      const comparison = await compareSchemas(released, buildSchema(await printSchema()), operations);
      console.log(
        options.json
          ? JSON.stringify(comparison, replaceDocument, 2)
          : formatComparison(comparison, USAGE_DAYS),
      );
      warnOfOthers(otherRequests);
      const failures = await findFailures(comparison.changes, options);
      if (failures.length === 0 && comparison.refused.length === 0) return;
      process.exitCode = 1;
      if (options.announced && failures.length > 0)
        console.error(
          `Name these changes in the first section of ${options.announced}: ${failures.map(({ path }) => `\`${path}\``).join(', ')}`,
        );
    });
  addSourceOptions(command.command('usage [element]'))
    .description(
      'list the operations of the last 30 days, or those that use a field such as Article.standfirst',
    )
    .option('--json', 'print an array of JSON objects')
    .action(async (element: string | undefined, options: SourceOptions & { json?: boolean }) => {
      const schema = buildSchema(await printSchema());
      const { operations, otherRequests } = await readOperations(options);
      const found = element ? findUsers(schema, operations, element) : operations;
      if (options.json) console.log(JSON.stringify(found, replaceDocument, 2));
      else console.log(formatUsers(found, element));
      warnOfOthers(otherRequests);
    });
}

function warnOfOthers(requests: number): void {
  if (requests === 0) return;
  console.error(
    `${requests.toLocaleString('en')} more ${requests === 1 ? 'request was of an operation' : 'requests were of operations'} not stored: what they use is not known.`,
  );
}

function formatUsers(operations: KnownOperation[], element: string | undefined): string {
  const lines = operations.flatMap((operation) => formatUse(operation, USAGE_DAYS));
  return lines.length > 0 ? lines.join('\n') : `No operation uses ${element ?? 'the graph'}.`;
}

function addSourceOptions(command: Command): Command {
  return command
    .option(
      '--documents <files...>',
      'manifests of persisted documents; by default TRUSTED_DOCUMENTS_FILE, where it is in use',
    )
    .option('--no-usage', 'do not read from the database which operations clients sent');
}

/** Lists the changes for which the command fails. */
async function findFailures(changes: JudgedChange[], { strict, announced }: CheckOptions) {
  const failures = changes.filter(
    ({ verdict }) => verdict === 'breaking' || (strict && verdict === 'unused'),
  );
  if (!announced) return failures;
  // The text before the second heading of level 2.
  const [, section = ''] = (await readFile(announced, 'utf8')).split(/^## /m);
  return failures.filter(({ path }) => !section.includes(`\`${path}\``));
}

function findUsers(schema: GraphQLSchema, operations: KnownOperation[], element: string): KnownOperation[] {
  if (!hasCoordinate(schema, element)) {
    throw new UserFacingError(
      `The schema has no ${element}. Give a type, a field or an argument, such as Article, Article.title or Query.articles.first.`,
    );
  }
  return operations.filter(({ document }) => {
    const { used, possible } = collectCoordinates(schema, document);
    return used.has(element) || possible.has(element);
  });
}

/** Reads the operations of persisted documents, and those that clients sent. */
async function readOperations({ documents, usage }: SourceOptions) {
  const { TRUSTED_DOCUMENTS, TRUSTED_DOCUMENTS_FILE } = readConfig();
  const files = documents ?? (TRUSTED_DOCUMENTS === 'none' ? [] : [TRUSTED_DOCUMENTS_FILE]);
  const manifests = await Promise.all(files.map(readManifest));
  const stored = usage ? await readUsage() : [];
  const otherRequests = stored.reduce((sum, { operation, requests }) => sum + (operation ? 0 : requests), 0);
  return { operations: joinOperations(manifests.flat(), stored), otherRequests };
}

/** Reads counts without migrating the database, which may be that of an older release. */
async function readUsage(): Promise<StoredUsage[]> {
  const config = readConfig();
  await announceDatabase(config).catch((error: unknown) => {
    if (!(error instanceof UnintendedDatabaseError)) throw error;
    throw new UserFacingError(`${error.message}\nTo do without the counts of operations, add --no-usage.`);
  });
  const { connection, release } = await resolveServer(config);
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // the statement that fails reports it
  try {
    await client.connect();
    return await listUsage(client, USAGE_DAYS);
  } catch (error) {
    if ((error as { code?: string }).code !== UNDEFINED_TABLE) throw error;
    throw new UserFacingError(
      'The database has no counts of operations yet. Start a gateway of this release to count them, or add --no-usage.',
    );
  } finally {
    await client.end();
    await release();
  }
}

/** JSON replacer that writes documents as text. */
function replaceDocument(key: string, value: unknown): unknown {
  return key === 'document' ? print(value as never) : value;
}
