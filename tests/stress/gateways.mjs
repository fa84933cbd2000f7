import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { acquireEmbeddedServer } from '../../dist/database/embedded/server.js';
import { migrate } from '../../dist/database/migrations/migrate.js';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

/** A database of its own for as long as `work` takes, on which gateways can be started, killed and started again. */
export async function withDatabase(work) {
  const folder = await mkdtemp(join(tmpdir(), 'dateline-walk-'));
  const gateways = new Set();
  // Joined here too, so that it goes on when every gateway is gone.
  const server = await acquireEmbeddedServer(join(folder, 'data'));
  await migrate(server.connection);
  const pool = new pg.Pool({ ...server.connection, max: 2 });
  pool.on('error', () => undefined);
  const settings = { DATA_DIR: join(folder, 'data'), SEED: 'false', PORT: '0' };
  try {
    return await work({
      /** As DATABASE_URL has it. */
      url: buildUrl(server.connection),
      rows: async (sql, values) => (await pool.query(sql, values)).rows,
      start: async (more) => {
        const gateway = await startGateway({ ...settings, ...more });
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

/** A walk asks for more than any client does. */
const NO_RATE_LIMITS = { RATE_PER_CLIENT: '0', RATE_PER_KEY: '0' };

/** A gateway that listens. `settings` are added to the environment. */
export async function startGateway(settings) {
  const child = spawn(process.execPath, [join(DIST, 'main.js')], {
    env: { ...process.env, ...NO_RATE_LIMITS, ...settings },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'close');
  let hasEnded = false;
  ended.then(() => {
    hasEnded = true;
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const end = async (signal) => {
    child.kill(signal);
    const [code] = await ended;
    return code;
  };
  const address = await waitForOutput(/graph +(\S+)/, () => output, ended);
  return {
    address,
    pid: child.pid,
    /** What something that was loaded into it has to say. */
    ask: async () => {
      const answer = once(child, 'message');
      child.send({});
      return (await answer)[0];
    },
    /** Lines of its log that say this, as objects. */
    logged: (message) => parseLogLines(output).filter(({ msg }) => msg === message),
    hasEnded: () => hasEnded,
    /** Answers the exit code. */
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
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

/** Runs the command line to its end, and answers what it printed. */
export async function runCommand(settings, ...args) {
  const { stdout } = await promisify(execFile)(process.execPath, [join(DIST, 'cli.js'), ...args], {
    env: { ...process.env, ...settings },
    maxBuffer: 2 ** 26,
  });
  return stdout.trim();
}

/** Runs an operation and answers its data; throws with what the answer says when that is an error. */
export async function sendQuery({ address }, query, { variables, ...headers } = {}) {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(`${query}\n${JSON.stringify(errors, null, 2)}`);
  return data;
}

/** The number after an option of the command line. */
export function readNumberOption(option, fallback) {
  return Number(readOption(option, fallback));
}

/** What stands after an option of the command line. */
export function readOption(option, fallback) {
  const at = process.argv.indexOf(option);
  return at < 0 ? fallback : process.argv[at + 1];
}
