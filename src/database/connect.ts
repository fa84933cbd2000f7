import pg from 'pg';
import type { Config } from '../config/env.js';
import { getLanguages, type LanguageConfig } from '../config/languages.js';
import { requireValue } from '../shared/require-value.js';
import { type Database, openDatabase } from './database.js';
import { acquireEmbeddedServer, type EmbeddedOptions } from './embedded/server.js';
import type { ConnectionSettings } from './embedded/socket.js';
import { listErrorCodes } from './error-codes.js';
import { ensureLanguageSchemas } from './migrations/language-schemas.js';
import { getInstanceName, migrate } from './migrations/migrate.js';
import { listMigrations } from './migrations/migration-files.js';
import { ensureSearchLanguage } from './migrations/search-language.js';
import {
  type ConnectionLimit,
  type ConnectionPlan,
  countLeastConnections,
  planConnections,
  planUnlimited,
  readConnectionLimit,
} from './server/connection-limits.js';
import { describeConnectError } from './server/describe-connect-error.js';
import { assertPreparedStatements, detectPooling, type Pooling } from './server/pooler.js';
import { findAccessProblems, readAccess } from './server/privileges.js';
import { DatabaseSetupError } from './setup-error.js';
import { runSilently, type StepRunner } from './setup-progress.js';

export interface OpenDatabase extends Database {
  connection: ConnectionSettings;
  /** Short description for the startup message. */
  description: string;
  /** Says how many connections are used in place of those that the settings ask for. Null if all are. */
  connectionNotice: string | null;
}

/** A reachable PostgreSQL server, and a function that releases it. */
export interface DatabaseServer {
  /** Parameters that lead to PostgreSQL itself, or to a pooler in session mode. */
  connection: ConnectionSettings;
  /** Parameters of the pooler for requests; the same as `connection` unless DATABASE_DIRECT_URL is set. */
  pooled: ConnectionSettings;
  /** How the connections of `pooled` are shared. */
  pooling: Pooling;
  /** How the connections of `connection` are shared: never by transactions. */
  directPooling: Pooling;
  description: string;
  release(): Promise<void>;
}

type ServerConfig = Pick<Config, 'DATABASE_URL' | 'DATABASE_DIRECT_URL' | 'DATA_DIR'>;
type DatabaseConfig = ServerConfig & Pick<Config, 'DATABASE_POOL' | 'READ_SECONDS'> & LanguageConfig;

export interface ConnectOptions {
  retryFailedMigrations?: boolean;
  step?: StepRunner;
  /** True for a gateway, which throws a DatabaseSetupError if PostgreSQL leaves it too few connections. */
  isGateway?: boolean;
}

/** Milliseconds that an external database has to respond at startup. */
const CONNECT_TIMEOUT_MS = 5_000;
/** Minimum version of the server, in the form of PostgreSQL's server_version_num. */
const MIN_SERVER_VERSION = 15_00_00;
/** insufficient_privilege (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const NO_PRIVILEGE = '42501';
const PGBOUNCER_DOCS = 'docs/operations/deployment.md#pgbouncer';
const CONNECTIONS_DOCS = 'docs/operations/deployment.md#connections-to-postgresql';

/** Connects to the database and migrates it. Throws DatabaseSetupError. */
export async function connect(config: DatabaseConfig, options: ConnectOptions = {}): Promise<OpenDatabase> {
  let report = (_error: unknown): void => undefined;
  const { step = runSilently, isGateway = false } = options;
  const languages = getLanguages(config);
  const onRestartFailure = (error: unknown) => report(error);
  const server = await resolveServer(config, { onRestartFailure, step });
  const { connection, pooled, pooling, directPooling, description, release } = server;
  try {
    await assertUsable(server);
    const { plan, notice } = await planPools(server, config.DATABASE_POOL, isGateway);
    await migrate(connection, undefined, { retryFailed: options.retryFailedMigrations, step });
    // A command may run without the settings of the site.
    if (isGateway) await ensureSearchLanguage(connection, config.SITE_LANGUAGE);
    await ensureLanguageSchemas(connection, languages, { isGateway });
    const database = openDatabase(connection, plan.requests, config.READ_SECONDS * 1_000, {
      pooled,
      pooling,
      directPooling,
      jobConnections: plan.jobs,
    });
    report = (error) => database.storage.report(error);
    const close = async () => {
      await database.close();
      await release();
    };
    return { ...database, connection, description, connectionNotice: notice, close };
  } catch (error) {
    await release();
    throw describePrivilegeError(error, description);
  }
}

/** Returns the server that the configuration names: an external PostgreSQL, or the embedded one. */
export async function resolveServer(
  { DATABASE_URL, DATABASE_DIRECT_URL, DATA_DIR }: ServerConfig,
  options?: EmbeddedOptions,
): Promise<DatabaseServer> {
  if (DATABASE_URL === undefined) {
    const { connection, release } = await acquireEmbeddedServer(DATA_DIR, options);
    const description = `embedded PostgreSQL in ${DATA_DIR}`;
    const pooling = 'none';
    return { connection, pooled: connection, pooling, directPooling: pooling, description, release };
  }
  const [newest = ''] = (await listMigrations()).slice(-1);
  const name = getInstanceName(newest);
  const pooled = describeServer('DATABASE_URL', DATABASE_URL, name);
  const direct = DATABASE_DIRECT_URL
    ? describeServer('DATABASE_DIRECT_URL', DATABASE_DIRECT_URL, name)
    : pooled;
  const identity = await readIdentity(direct);
  const pooling = await attempt(pooled, () => detectPooling(pooled.connection));
  let directPooling = pooling;
  if (direct === pooled) {
    if (pooling === 'transaction') throw createPoolerError(pooled.description);
  } else {
    directPooling = await attempt(direct, () => detectPooling(direct.connection));
    if ((await readIdentity(pooled)) !== identity) {
      throw new DatabaseSetupError(
        'DATABASE_DIRECT_URL leads to another database than DATABASE_URL. Set both to the same one.',
      );
    }
    if (directPooling === 'transaction') {
      throw new DatabaseSetupError(
        `DATABASE_DIRECT_URL leads to a pooler in transaction mode. Set it to the address of PostgreSQL itself: see ${PGBOUNCER_DOCS}.`,
      );
    }
    if (pooling === 'transaction') await assertPreparedStatements(pooled.connection, pooled.description);
  }
  return {
    connection: direct.connection,
    pooled: pooled.connection,
    pooling,
    directPooling,
    description: direct === pooled ? pooled.description : `${pooled.description}, pooled`,
    release: async () => undefined,
  };
}

/** Server as a setting names it. */
interface NamedServer {
  setting: string;
  connection: ConnectionSettings;
  description: string;
}

function describeServer(setting: string, url: string, instanceName: string): NamedServer {
  const { host, searchParams } = new URL(url);
  return {
    setting,
    connection: { connectionString: url, fallback_application_name: instanceName },
    description: `PostgreSQL at ${searchParams.get('host') ?? host}`,
  };
}

/** Runs work that connects to a server, and describes its error. */
async function attempt<T>({ setting, description }: NamedServer, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof DatabaseSetupError) throw cause;
    const problem = describeConnectError(cause, setting);
    throw new DatabaseSetupError(`The ${description} cannot be used: ${problem}`, { cause });
  }
}

/** Returns the identity of a database. Throws DatabaseSetupError if it cannot be reached or is too old. */
async function readIdentity(server: NamedServer): Promise<string> {
  const { version, identity } = await attempt(server, async () => {
    const client = new pg.Client({ ...server.connection, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ version: number; identity: string }>(`
        SELECT current_setting('server_version_num')::int AS version,
          concat_ws(' ', oid, datname, pg_postmaster_start_time()) AS identity
        FROM pg_database WHERE datname = current_database()`);
      return requireValue(rows[0], 'pg_database has the current database.');
    } finally {
      await client.end().catch(() => undefined);
    }
  });
  if (version >= MIN_SERVER_VERSION) return identity;
  throw new DatabaseSetupError(
    `The ${server.description} is too old: version 15 or newer is required. Upgrade PostgreSQL.`,
  );
}

function createPoolerError(description: string): DatabaseSetupError {
  return new DatabaseSetupError(
    `The ${description} is behind a pooler in transaction mode, which loses notifications and the locks of a connection. ` +
      'Set DATABASE_DIRECT_URL to the address of PostgreSQL itself, beside this DATABASE_URL, or use session mode: ' +
      `see ${PGBOUNCER_DOCS}.`,
  );
}

/** Throws DatabaseSetupError if the role lacks privileges for migrations, or the server takes no writes. */
async function assertUsable({ connection, description }: DatabaseServer): Promise<void> {
  const problems = findAccessProblems(await withClient(connection, readAccess));
  if (problems.length === 0) return;
  const lines = problems.map(({ message, advice }) => `  ${message}. ${advice}`);
  throw new DatabaseSetupError(`The ${description} cannot be used:\n${lines.join('\n')}`);
}

/** Returns the sizes of the pools, and a notice if they are smaller than the settings ask for. */
async function planPools(
  { connection, pooling }: DatabaseServer,
  poolSize: number,
  isGateway: boolean,
): Promise<{ plan: ConnectionPlan; notice: string | null }> {
  const isPooled = pooling === 'transaction';
  const unlimited = planUnlimited(poolSize, isPooled);
  if (!isGateway) return { plan: unlimited, notice: null };
  const limit = await withClient(connection, readConnectionLimit);
  const plan = planConnections(limit.available, poolSize, isPooled);
  if (!plan) throw createLimitError(limit, isPooled);
  if (plan.total >= unlimited.total) return { plan, notice: null };
  return { plan, notice: formatNotice(limit, plan, unlimited) };
}

function createLimitError({ name, most, used, available }: ConnectionLimit, isPooled: boolean) {
  return new DatabaseSetupError(
    `PostgreSQL leaves this instance ${Math.max(0, available)} connections, but it needs at least ${countLeastConnections(isPooled)}: ` +
      `${name} allows ${most}, of which ${used} are in use. Raise the limit, or stop what uses them: see ${CONNECTIONS_DOCS}.`,
  );
}

function formatNotice(
  { name, most, used }: ConnectionLimit,
  plan: ConnectionPlan,
  unlimited: ConnectionPlan,
): string {
  return (
    `${name} allows ${most} connections, of which ${used} are in use: this instance uses ${plan.requests} for requests and ` +
    `${plan.jobs} for jobs in place of ${unlimited.requests} and ${unlimited.jobs}. See ${CONNECTIONS_DOCS}`
  );
}

async function withClient<T>(
  connection: pg.ClientConfig,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // the statement that fails reports it
  await client.connect();
  return work(client).finally(() => client.end());
}

/** Returns a sentence in place of an error about privileges, such as one of tables that another role created. */
function describePrivilegeError(error: unknown, description: string): unknown {
  if (error instanceof DatabaseSetupError || !listErrorCodes(error).includes(NO_PRIVILEGE)) return error;
  const { message } = error as Error;
  return new DatabaseSetupError(
    `The role of the ${description} has too few privileges: ${message}. Make it the owner of the database and of what is in it: ` +
      'ALTER DATABASE name OWNER TO role, and REASSIGN OWNED BY former_role TO role. See docs/operations/deployment.md#several-instances.',
    { cause: error },
  );
}
