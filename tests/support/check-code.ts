import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSchema, parse, validate } from 'graphql';
import pLimit from 'p-limit';
import { CHECKOUT, CLIENTS, type CodeBlock } from './documentation.js';

const execute = promisify(execFile);

/**
 * What a fragment of an application cannot know: names (2304, 2552, 18004) and modules (2307) of the application, the
 * type of what it receives, and that a framework runs it as the body of a function (1108).
 */
const OF_THE_APPLICATION = /error TS(?:2304|2552|18004|2307|1108):|does not exist on type 'unknown'/;

const COMPILER_OPTIONS = {
  noEmit: true,
  allowJs: true,
  checkJs: true,
  strict: false,
  skipLibCheck: true,
  target: 'esnext',
  module: 'preserve',
  lib: ['esnext', 'dom', 'dom.iterable'],
  types: ['node'],
};

/**
 * Checks the syntax and the types of blocks of JavaScript and TypeScript, and returns what is wrong. They may import
 * the packages of the clients.
 */
export async function checkTypes(blocks: CodeBlock[], options: { strict?: boolean } = {}): Promise<string[]> {
  const folder = await mkdtemp(join(CLIENTS, 'tmp-docs-'));
  try {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...COMPILER_OPTIONS, ...options } }),
    );
    for (const [index, { language, text }] of blocks.entries()) {
      await mkdir(join(folder, `${index}`));
      await writeFile(join(folder, `${index}/block.${language}`), `${text}\nexport {};\n`);
    }
    const compiler = join(CHECKOUT, 'node_modules/typescript/bin/tsc');
    const { stdout } = await execute(process.execPath, [compiler, '--pretty', 'false'], {
      cwd: folder,
    }).catch((error) => error as { stdout: string });
    return stdout
      .split('\n')
      .filter((line) => line.includes('error TS') && !OF_THE_APPLICATION.test(line))
      .map((line) => line.replace(/^(\d+)\/block\.\w+/, (_, index) => blocks[Number(index)]!.place));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Checks GraphQL blocks against schema.graphql, and returns what is wrong. */
export async function checkOperations(blocks: CodeBlock[]): Promise<string[]> {
  const schema = buildSchema(await readFile(join(CHECKOUT, 'schema.graphql'), 'utf8'));
  return blocks.flatMap(({ place, text }) =>
    validate(schema, parse(text)).map(({ message }) => `${place}: ${message}`),
  );
}

/** Checks the syntax of shell blocks, and returns what is wrong. */
export async function checkShell(blocks: CodeBlock[]): Promise<string[]> {
  const checked = blocks.map(async ({ place, text }) => {
    const { stderr } = await execute('bash', ['-n', '-c', text]).catch(
      (error) => error as { stderr: string },
    );
    return stderr && `${place}: ${stderr.trim()}`;
  });
  return (await Promise.all(checked)).filter(Boolean);
}

/** Checks commands of the command line against its help, and returns those with an unknown command or option. */
export async function checkCommands(commands: { place: string; text: string }[]): Promise<string[]> {
  const limit = pLimit(2);
  const helps = new Map<string, Promise<string>>();
  const checked = commands.map(async ({ place, text }) => {
    const words = text.trim().split(/\s+/);
    const names = words
      .slice(0, words.findIndex((word) => !/^[a-z]+(-[a-z]+)*$/.test(word)) >>> 0)
      .slice(0, 2);
    const command = names.join(' ');
    if (!helps.has(command)) helps.set(command, limit(printHelp, names));
    const help = await helps.get(command)!;
    const [, usage = ''] = /^Usage: dateline(.*)$/m.exec(help) ?? [];
    if (usage.includes('[command]') && !names.every((name) => usage.includes(` ${name} `))) {
      return `${place}: dateline has no command ${command}`;
    }
    const options = words.filter((word) => word.startsWith('--')).map((word) => word.replace(/=.*/, ''));
    const unknown = options.filter((option) => !help.includes(option));
    return unknown.length > 0 ? `${place}: dateline ${command} has no option ${unknown.join(', ')}` : '';
  });
  return (await Promise.all(checked)).filter(Boolean);
}

async function printHelp(names: string[]): Promise<string> {
  const env = {
    ...process.env,
    DATELINE_CONFIG: join(CHECKOUT, 'tests/support/documented-importers.config.mjs'),
  };
  const command = [join(CHECKOUT, 'dist/cli.js'), ...names, '--help'];
  const { stdout } = await execute(process.execPath, command, { env });
  return stdout;
}
