import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const processes = new Set<ChildProcessWithoutNullStreams>();

/** A process of Dateline with its output so far, on both streams in the order of arrival. */
export class DatelineProcess {
  output = '';
  stdout = '';
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  private readonly child: ChildProcessWithoutNullStreams;

  /** `script` is main.js or cli.js, or its path in another build. `settings` are its environment variables, besides defaults. `cwd` is its working folder. */
  constructor(script: string, args: string[], settings: Record<string, string>, cwd?: string) {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, LOG_LEVEL: 'warn', PORT: '0', ...settings };
    this.child = spawn(process.execPath, [resolve(DIST, script), ...args], { env, ...(cwd && { cwd }) });
    processes.add(this.child);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        if (stream === this.child.stdout) this.stdout += text;
      });
    }
    this.ended = once(this.child, 'close').then(([code, signal]) => ({ code, signal }));
  }

  /**
   * Waits until the output matches a pattern and returns the match. Throws an Error if the process ends
   * without a match.
   */
  async waitForOutput(pattern: RegExp): Promise<RegExpExecArray> {
    let hasEnded = false;
    void this.ended.then(() => {
      hasEnded = true;
    });
    for (;;) {
      const match = pattern.exec(this.output);
      if (match) return match;
      if (hasEnded) throw new Error(`It ended without printing ${pattern}:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Ends the reader of standard output, as `| head` does. */
  closeOutput(): void {
    this.child.stdout.destroy();
  }

  /** Sends SIGTERM and returns the exit code. */
  async stop(): Promise<number | null> {
    this.signal('SIGTERM');
    return (await this.ended).code;
  }

  static killAll(): void {
    for (const child of processes) child.kill('SIGKILL');
    processes.clear();
  }
}

/** Runs a command of the CLI to its end. It prints its result to stdout, and what it does to stderr. */
export async function runCommand(args: string[], settings: Record<string, string>, cwd?: string) {
  const dateline = new DatelineProcess('cli.js', args, settings, cwd);
  const { code } = await dateline.ended;
  return { code, output: dateline.output, stdout: dateline.stdout };
}

/** Starts a gateway and returns its address, such as http://127.0.0.1:41234. */
export async function startDateline(
  settings: Record<string, string>,
): Promise<{ dateline: DatelineProcess; address: string }> {
  const dateline = new DatelineProcess('main.js', [], settings);
  const [, address] = await dateline.waitForOutput(/graph +(\S+)\/graphql[\s\S]*stop/);
  return { dateline, address: address! };
}

/** Returns the data of an operation, sent with an API key if there is one. Throws an Error for a GraphQL error. */
export async function query(
  address: string,
  document: string,
  { variables = {}, key }: { variables?: object; key?: string } = {},
): Promise<any> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ query: document, variables }),
  });
  const { data, errors } = (await response.json()) as any;
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}
