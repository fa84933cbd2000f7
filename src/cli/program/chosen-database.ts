import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Config } from '../../config/env.js';
import { isServerRunning } from '../../database/embedded/server-status.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';

type DatabaseSettings = Pick<Config, 'DATABASE_URL' | 'DATA_DIR' | 'PORT'>;

/** Milliseconds that a gateway on this machine has to respond. */
const GATEWAY_TIMEOUT_MS = 1_000;

/** The command line would work on another database than the one that was meant. */
export class UnintendedDatabaseError extends UserFacingError {
  override name = 'UnintendedDatabaseError';
}

/**
 * Prints which database a command opens. Without DATABASE_URL and DATA_DIR, it is in the working folder,
 * which may be the wrong one. Throws UnintendedDatabaseError if no database is there, or if a gateway runs
 * with another and the user declines.
 */
export async function announceDatabase(config: DatabaseSettings, environment = process.env): Promise<void> {
  const { DATABASE_URL, DATA_DIR, PORT } = config;
  if (DATABASE_URL !== undefined) return console.error(`Database: ${describeUrl(DATABASE_URL)}`);
  const folder = resolve(DATA_DIR);
  const isNamed = Boolean(environment.DATA_DIR);
  const isNew = !existsSync(resolve(folder, 'postgres/PG_VERSION'));
  if (isNew && !isNamed) throw new UnintendedDatabaseError(describeAbsence(folder, await findGateway(PORT)));
  console.error(`Database: embedded PostgreSQL in ${folder}${isNew ? ', which is new' : ''}`);
  // A gateway with this database has its server running.
  if (!isNew && (await isServerRunning(resolve(folder, 'postgres')))) return;
  const gateway = await findGateway(PORT);
  if (gateway === null) return;
  console.error(`The gateway at ${gateway} has another database.`);
  if (!isNamed) await confirm(folder);
}

/** Describes an external database without the user and password. */
function describeUrl(url: string): string {
  const { host, pathname, searchParams } = new URL(url);
  return `PostgreSQL at ${searchParams.get('host') ?? host}${pathname}`;
}

function describeAbsence(folder: string, gateway: string | null): string {
  return [
    `There is no database in ${folder}, and none was created.`,
    ...(gateway === null ? [] : [`The gateway at ${gateway} has another one.`]),
    'Run the command in the folder of the gateway, or with its settings: DATA_DIR=/path/to/.data or DATABASE_URL=postgresql://…',
    `To create an empty database here, name its folder: DATA_DIR=${folder}`,
  ].join('\n');
}

/** Returns the URL of a gateway that runs on this machine at the port of the settings; null if there is none. */
async function findGateway(port: number): Promise<string | null> {
  if (port === 0) return null;
  const url = `http://127.0.0.1:${port}`;
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(GATEWAY_TIMEOUT_MS) });
    const { status } = (await response.json()) as { status?: unknown };
    return status === 'ok' && response.headers.has('x-request-id') ? url : null;
  } catch {
    return null;
  }
}

/** Asks whether to go on, if a person can answer. */
async function confirm(folder: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Go on with the database in ${folder}? [y/N] `);
  terminal.close();
  if (/^y(es)?$/i.test(answer.trim())) return;
  throw new UnintendedDatabaseError(
    'Nothing was done. Run the command in the folder of the gateway, or with its DATA_DIR or DATABASE_URL.',
  );
}
