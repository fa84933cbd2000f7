import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { acquireEmbeddedServer } from '../../dist/database/embedded/server.js';
import { sendQuery as send } from '../support/graph.mjs';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

/**
 * Runs `work` with a database of its own, on which gateways can be started, killed and restarted. `dist` is the build
 * that creates the database.
 */
export async function withDatabase(work, dist = DIST) {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-walk-'));
  const gateways = new Set();
  // Join the server here too, so that it keeps running while no gateway does.
  const server = await acquireEmbeddedServer(join(folder, 'data'));
  const { migrate } = await import(pathToFileURL(join(dist, 'database/migrations/migrate.js')));
  await migrate(server.connection);
  const pool = new pg.Pool({ ...server.connection, max: 2 });
  pool.on('error', () => undefined);
  const settings = { DATA_DIR: join(folder, 'data'), SEED: 'false', PORT: '0' };
  try {
    return await work({
      /** DATABASE_URL of the database. */
      url: buildUrl(server.connection),
      rows: async (sql, values) => (await pool.query(sql, values)).rows,
      start: async (more, build) => {
        const gateway = await startGateway({ ...settings, ...more }, build);
        gateways.add(gateway);
        return gateway;
      },
      createKey: (name, scopes) => createKey(settings, name, scopes),
    });
  } finally {
    for (const gateway of gateways) await gateway.stop();
    await pool.end();
    await server.release();
    await rm(folder, { recursive: true, force: true });
  }
}

function buildUrl({ host, user, database }) {
  return `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}`;
}

/** Disables rate limits, since these tests send more requests than a client may. */
const NO_RATE_LIMITS = { RATE_PER_CLIENT: '0', RATE_PER_KEY: '0' };

/** Starts a gateway of a build and waits until it listens. `settings` are added to the environment. */
export async function startGateway(settings, dist = DIST) {
  const child = spawn(process.execPath, [join(dist, 'main.js')], {
    env: { ...process.env, ...NO_RATE_LIMITS, ...settings },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'close');
  let end = null;
  ended.then(([code, signal]) => {
    end = { code, signal };
  });
  let output = '';
  let errorOutput = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output += text;
    errorOutput += text;
  });
  const stop = async (signal) => {
    child.kill(signal);
    const [code] = await ended;
    return code;
  };
  const address = await waitForOutput(/graph +(\S+)/, () => output, ended);
  return {
    address,
    pid: child.pid,
    /** Requests a message from a module preloaded into the gateway. */
    ask: async () => {
      const answer = once(child, 'message');
      child.send({});
      return (await answer)[0];
    },
    /** Returns the log lines with a message, as objects. */
    logged: (message) => parseLogLines(output).filter(({ msg }) => msg === message),
    hasEnded: () => end !== null,
    /** Returns how the gateway ended, its fatal errors and the last lines that it wrote. */
    describeEnd: () => {
      const fatal = output.split('\n').filter((line) => line.startsWith('{"level":60'));
      return [
        `exit code ${end?.code}, signal ${end?.signal}`,
        errorOutput,
        ...fatal,
        output.slice(-2_000),
      ].join('\n');
    },
    /** Stops the gateway and returns its exit code. */
    stop: () => stop('SIGTERM'),
    kill: () => stop('SIGKILL'),
  };
}

async function waitForOutput(pattern, output, ended) {
  let hasEnded = false;
  ended.then(() => {
    hasEnded = true;
  });
  for (;;) {
    const found = pattern.exec(output())?.[1];
    if (found) return found;
    if (hasEnded) throw new Error(`The gateway ended before it listened:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function parseLogLines(output) {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

export async function createKey(settings, name, scopes) {
  return runCommand(settings, 'keys', 'create', '--name', name, '--scope', scopes.join(','));
}

/** Runs a command of the CLI to its end and returns its output. */
export async function runCommand(settings, ...args) {
  const { stdout } = await promisify(execFile)(process.execPath, [join(DIST, 'cli.js'), ...args], {
    env: { ...process.env, ...settings },
    maxBuffer: 2 ** 26,
  });
  return stdout.trim();
}

/** Runs an operation and returns its data. Throws an Error with the response's errors if there are any. */
export function sendQuery({ address }, query, { variables, ...headers } = {}) {
  return send({ url: address }, query, variables, headers);
}

/** Returns the number after an option of the command line. */
export function readNumberOption(option, fallback) {
  return Number(readOption(option, fallback));
}

/** Returns the value after an option of the command line. */
export function readOption(option, fallback) {
  const at = process.argv.indexOf(option);
  return at < 0 ? fallback : process.argv[at + 1];
}
