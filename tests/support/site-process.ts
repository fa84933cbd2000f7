import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { runCommand } from './dateline-process.js';
import { CHECKOUT } from './documentation.js';
import { waitUntil } from './until.js';

const SCRIPT = join(CHECKOUT, 'bin/site.mjs');

/** The folder of the site. */
export const SITE = join(CHECKOUT, 'packages/site');

/**
 * Installs and builds the site. Returns false, and warns, if it cannot be installed. Throws an Error if it cannot be
 * built.
 */
export function buildSite(): boolean {
  if (!installSite()) return false;
  const { status, stdout, stderr } = runScript('--install', '--production');
  if (status !== 0) throw new Error(`packages/site cannot be built:\n${stdout.slice(-3_000)}${stderr}`);
  return true;
}

/** Installs the packages of the site. Returns false, and warns, if that fails, as without a network. */
export function installSite(): boolean {
  const { status, stderr } = runScript('--install');
  if (status !== 0) console.warn(`Skipped: packages/site cannot be installed.\n${stderr.slice(-500)}`);
  return status === 0;
}

function runScript(...options: string[]) {
  return spawnSync(process.execPath, [SCRIPT, ...options], { cwd: CHECKOUT, encoding: 'utf8' });
}

/** The built site and a gateway with the sample content, started by `npm run site`. */
export class SiteProcess {
  private constructor(
    readonly url: string,
    readonly gatewayUrl: string,
    /** The data folder of the gateway. */
    readonly folder: string,
    readonly secrets: Record<string, string>,
    private readonly key: string,
    private readonly child: ReturnType<typeof spawn>,
    /** Returns what both have written to their logs. */
    readonly readOutput: () => string,
  ) {}

  /** Starts both with an empty data folder. */
  static async start(folder: string, settings: Record<string, string> = {}): Promise<SiteProcess> {
    const [port, sitePort] = await Promise.all([settings.PORT ?? findPort(), findPort()]);
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, LOG_LEVEL: 'warn', DATA_DIR: folder, PORT: port, SITE_PORT: sitePort };
    const child = spawn(process.execPath, [SCRIPT, '--production'], {
      cwd: CHECKOUT,
      env: { ...env, ...settings },
    });
    process.once('exit', () => child.kill());
    let output = '';
    await new Promise<void>((resolve, reject) => {
      const read = (text: Buffer) => {
        output += text;
        if (output.includes('The site is ready.')) resolve();
      };
      for (const stream of [child.stdout!, child.stderr!]) stream.on('data', read);
      child.once('exit', () => reject(new Error(`It ended:\n${output}`)));
    });
    const secrets = JSON.parse(await readFile(join(folder, 'site.json'), 'utf8'));
    const create = ['keys', 'create', '--name', 'Site', '--scope', 'admin'];
    const { output: printed } = await runCommand(create, { DATA_DIR: folder });
    const key = printed.trim().split('\n').at(-1)!;
    const [url, gatewayUrl] = [sitePort, port].map((each) => `http://127.0.0.1:${each}`) as [string, string];
    return new SiteProcess(url, gatewayUrl, folder, secrets, key, child, () => output);
  }

  get(path: string, init?: RequestInit): Promise<Response> {
    return fetch(this.url + path, { redirect: 'manual', ...init });
  }

  async read(path: string, init?: RequestInit): Promise<string> {
    return (await this.get(path, init)).text();
  }

  /** Runs an operation with an administrator's key and returns its first field. Throws if there are errors. */
  async mutate(document: string, variables: Record<string, unknown>): Promise<any> {
    const response = await fetch(`${this.gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.key}` },
      body: JSON.stringify({ query: document, variables }),
    });
    const { data, errors } = (await response.json()) as any;
    const payload = errors ? null : (Object.values(data)[0] as any);
    if (errors || payload.userErrors?.length > 0)
      throw new Error(JSON.stringify(errors ?? payload.userErrors));
    return payload;
  }

  /** Creates an article, and publishes it unless it is told not to. */
  async create(title: string, publish = true, input: object = {}): Promise<{ id: string; path: string }> {
    const { article } = await this.mutate(
      'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id path } userErrors { message } } }',
      { input: { title, bodyMarkdown: 'One paragraph.', ...(publish && { publish: {} }), ...input } },
    );
    return article;
  }

  /** Opens a preview, and returns the cookie that shows drafts. */
  async openPreview(path: string): Promise<{ response: Response; cookie: string }> {
    return this.openDraft(`/draft?secret=${this.secrets.DRAFT_SECRET}&path=${path}`);
  }

  /** Opens an address of the draft route, and returns the cookies that it sets. */
  async openDraft(address: string): Promise<{ response: Response; cookie: string }> {
    const response = await this.get(address);
    const cookies = response.headers.getSetCookie().map((each) => each.split(';')[0]);
    return { response, cookie: cookies.join('; ') };
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await new Promise((resolve) => this.child.once('exit', resolve));
  }
}

/** The built site beside a gateway that runs already. */
export class SiteInstance {
  private constructor(
    readonly url: string,
    private readonly child: ReturnType<typeof spawn>,
  ) {}

  /**
   * Starts the site at a port. `settings` are its environment variables, such as DATELINE_URL. Throws an Error with its
   * output if it ends.
   */
  static async start(port: string, settings: Record<string, string>): Promise<SiteInstance> {
    const { PATH = '', HOME = '' } = process.env;
    const next = join(SITE, 'node_modules/next/dist/bin/next');
    const child = spawn(process.execPath, [next, 'start', '-H', '127.0.0.1', '-p', port], {
      cwd: SITE,
      env: { PATH, HOME, NEXT_TELEMETRY_DISABLED: '1', ...settings },
    });
    process.once('exit', () => child.kill());
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => {
        output += text;
      });
    const url = `http://127.0.0.1:${port}`;
    await waitUntil(async () => {
      if (child.exitCode !== null) throw new Error(`It ended:\n${output}`);
      return (await fetch(`${url}/robots.txt`).catch(() => null))?.ok === true;
    });
    return new SiteInstance(url, child);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}

/** Returns a port that is free now. */
export function findPort(): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(`${port}`));
    });
  });
}
