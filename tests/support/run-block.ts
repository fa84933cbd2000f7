import { spawn } from 'node:child_process';
import { expect } from '@jest/globals';
import { CHECKOUT, type CodeBlock } from './documentation.js';

/** Address of the gateway in the pages. */
const WRITTEN = '127.0.0.1:4000';
const SECONDS = 120;

/** What the blocks of a page run beside. */
export interface PageGateway {
  /** e.g. http://127.0.0.1:41234 */
  address: string;
  dataDir: string;
  /** Other settings of the gateway, which commands get too. */
  settings?: Record<string, string>;
  /** An API key with every scope. */
  key: string;
}

/** Runs a block and compares what it prints with its answer, if the page has one. Throws what is wrong. */
export async function runBlock(block: CodeBlock, gateway: PageGateway): Promise<void> {
  const host = new URL(gateway.address).host;
  const code = block.text.replaceAll(WRITTEN, host);
  const output = (await RUNNERS[block.language]!(code, gateway)).replaceAll(host, WRITTEN);
  if (block.answer?.language === 'json') {
    expect(parseJson(output)).toEqual(JSON.parse(block.answer.text));
  } else if (block.answer) {
    expect(output.trimEnd()).toBe(block.answer.text.trimEnd());
  } else {
    expect(readErrors(output)).toBeUndefined();
  }
}

type Runner = (code: string, gateway: PageGateway) => Promise<string>;

const RUNNERS: Record<string, Runner> = {
  graphql: async (code, { address, key }) => {
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...readHeaders(code.replaceAll('$DATELINE_KEY', key)) },
      body: JSON.stringify({ query: code }),
    });
    return response.text();
  },
  sh: (code, gateway) => run('bash', ['-euo', 'pipefail', '-c', code], gateway),
  js: (code, gateway) => run(process.execPath, ['--input-type=module', '--eval', code], gateway),
};

/** Whether blocks of a language are run. */
export function isRunnable(language: string): boolean {
  return language in RUNNERS;
}

/** The headers that the comments at the start of a GraphQL block name. */
function readHeaders(code: string): Record<string, string> {
  const comments = /^(?:#.*\n)*/.exec(code)![0];
  return Object.fromEntries(
    [...comments.matchAll(/^# ([\w-]+): (.+)$/gm)].map(([, name, value]) => [name!, value!]),
  );
}

/** Runs a program in the checkout, with the settings of the page's gateway, and returns what it prints. */
async function run(
  program: string,
  args: string[],
  { dataDir, key, settings }: PageGateway,
): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(program, args, {
    cwd: CHECKOUT,
    env: { PATH, HOME, DATA_DIR: dataDir, DATELINE_KEY: key, npm_config_offline: 'true', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: SECONDS * 1_000,
  });
  let output = '';
  let problems = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    problems += text;
  });
  const end = await new Promise<string | number | null>((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => resolve(signal ?? code));
  });
  if (end !== 0) throw new Error(`It ended with ${end} and printed:\n${output}${problems}`);
  return output;
}

function parseJson(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    throw new Error(`This is no JSON:\n${output}`);
  }
}

function readErrors(output: string): unknown {
  try {
    return JSON.parse(output)?.errors;
  } catch {
    return undefined;
  }
}
