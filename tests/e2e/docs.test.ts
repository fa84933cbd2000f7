import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { UserErrorCode } from '../../src/mutations/user-error-code.js';
import { ErrorCode } from '../../src/shared/errors/errors.js';
import { checkCommands, checkOperations, checkShell, checkTypes } from '../support/check-code.js';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess, query, runCommand, startDateline } from '../support/dateline-process.js';
import { CHECKOUT, type CodeBlock, listPages, type Page, readPage } from '../support/documentation.js';
import { isRunnable, type PageGateway, runBlock } from '../support/run-block.js';
import { waitUntil } from '../support/until.js';

/** Languages of blocks that are not run. `ts` is compiled. */
const SHOWN = ['', 'ts', 'ini', 'nginx', 'mermaid', 'text'];

const pages = listPages().map(readPage);
const blocks = pages.flatMap((page) => page.blocks);
const inlineCode = pages.flatMap((page) => page.inlineCode);
const counts = { run: 0, compared: 0, 'not run': 0, recipe: 0, shown: 0 };

const folders = new DataFolderFixture();
let key = '';
/** Folder of a database with the sample content, its related articles and the key. */
let sample = '';
/** Gateway of the pages that write nothing. */
let shared: PageGateway;

beforeAll(async () => {
  sample = await folders.createFolder();
  const { dateline, address } = await startDateline({ DATA_DIR: sample });
  const created = await runCommand(['keys', 'create', '--name', 'Docs', '--scope', 'admin'], {
    DATA_DIR: sample,
  });
  key = created.stdout.trim();
  const RELATED = '{ articles(first: 100) { nodes { related(first: 1) { score } } } }';
  await waitUntil(async () => {
    const { articles } = await query(address, RELATED);
    return articles.nodes.every(({ related }: { related: unknown[] }) => related.length > 0);
  });
  await dateline.stop();
  shared = await startPageGateway();
}, 300_000);

afterAll(async () => {
  DatelineProcess.killAll();
  await folders.remove();
  const summary = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  console.log(`${blocks.length} code blocks on ${pages.length} pages: ${summary.join(', ')}`);
});

/** Writes the site file that a page shows, and returns the setting that names it. */
async function writeSiteFile({ blocks }: Page): Promise<Record<string, string>> {
  const block = blocks.find(({ language, text }) => language === 'ts' && text.includes('defineConfig({'));
  if (!block) return {};
  const file = await folders.createFolder('dateline.config.ts');
  await writeFile(file, block.text);
  return { DATELINE_CONFIG: file };
}

/** Starts a gateway on a copy of the sample database. */
async function startPageGateway(
  settings: Record<string, string> = {},
): Promise<PageGateway & { dateline: DatelineProcess }> {
  const dataDir = await folders.createFolder();
  await promisify(execFile)('cp', ['-a', sample, dataDir]);
  const { dateline, address } = await startDateline({ DATA_DIR: dataDir, ...settings });
  return { dateline, address, dataDir, key, settings };
}

/** Whether blocks may write, so that the page needs a database of its own. */
const mayWrite = ({ language, text, marker }: CodeBlock) =>
  isRunnable(language) && !marker && /\bmutation\b|npx dateline/.test(text);

describe('Code blocks of the documentation', () => {
  test.each(pages.filter((page) => page.blocks.length > 0).map((page) => [page.path, page] as const))(
    'every code block of %s runs or prints the output in the page',
    async (_path, page) => {
      const own = page.blocks.some(mayWrite) ? await startPageGateway(await writeSiteFile(page)) : null;
      const problems: string[] = [];
      for (const block of page.blocks) {
        const problem = await tryBlock(block, own ?? shared);
        if (problem) problems.push(`${block.place}: ${problem}`);
      }
      await own?.dateline.stop();
      if (problems.length > 0) throw new Error(problems.join('\n\n'));
    },
    300_000,
  );

  test('most code blocks run, and most of those that run have their output compared', () => {
    expect(counts.run).toBeGreaterThan(counts['not run']);
    expect(counts.compared).toBeGreaterThan(counts.run / 2);
  });
});

/** Runs a block unless its page says why not, and returns what is wrong with it. */
async function tryBlock(block: CodeBlock, gateway: PageGateway): Promise<string | null> {
  const { language, marker } = block;
  try {
    if (block.isAnswer) counts.compared += 1;
    else if (marker && /^not run: \S/.test(marker)) counts['not run'] += 1;
    else if (marker && /^(?:recipe|upgrade): \S/.test(marker)) counts.recipe += 1;
    else if (isRunnable(language)) {
      counts.run += 1;
      await runBlock(block, gateway);
    } else if (SHOWN.includes(language)) counts.shown += 1;
    else return `A block of ${language} neither runs nor is an answer; give the reason: <!-- not run: … -->`;
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('Code blocks that are not run', () => {
  const notRun = blocks.filter(({ marker }) => marker?.startsWith('not run'));
  const inLanguage = (...languages: string[]) =>
    notRun.filter(({ language }) => languages.includes(language));

  test('code blocks that are not run are valid GraphQL', async () => {
    expect(await checkOperations(inLanguage('graphql'))).toEqual([]);
  });

  test('code blocks that are not run are valid JSON', () => {
    for (const { text } of inLanguage('json')) JSON.parse(text);
  });

  test('code blocks that are not run are valid shell syntax', async () => {
    expect(await checkShell(inLanguage('sh'))).toEqual([]);
  });

  test('code blocks that are not run compile as JavaScript and TypeScript', async () => {
    const typed = blocks.filter(({ language, marker }) => language === 'ts' && !marker);
    expect(await checkTypes([...inLanguage('js', 'ts'), ...typed])).toEqual([]);
  });

  test('npm scripts named on the pages exist in package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8'));
    const texts = [...blocks.filter(({ language }) => language === 'sh'), ...inlineCode];
    const named = texts.flatMap(({ place, text }) =>
      [...text.matchAll(/\bnpm (?:run )?([\w:-]+)/g)].map(([, name]) => ({ place, name: name! })),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(
      named.filter(({ name }) => !['ci', 'install', 'pack', 'version'].includes(name) && !(name in scripts)),
    ).toEqual([]);
  });

  test('dateline commands and options named on the pages exist', async () => {
    const inBlocks = blocks
      .filter(({ language }) => language === 'sh')
      .flatMap(({ place, text }) =>
        [...text.matchAll(/npx dateline ([^\n#|>)&;]+)/g)].map(([, command]) => ({ place, text: command! })),
      );
    const inText = inlineCode
      .map(({ place, text }) => ({ place, text: /^(?:npx )?dateline (.+)$/.exec(text)?.[1] ?? '' }))
      .filter(({ text }) => text !== '' && text !== '…');
    expect(await checkCommands([...inBlocks, ...inText])).toEqual([]);
  }, 300_000);
});

test('Every internal link of the documentation resolves to a file and an anchor', () => {
  const anchors = new Map(pages.map((page) => [page.path, page.anchors]));
  const isFound = (from: string, address: string) => {
    if (/^[a-z]+:/.test(address)) return true;
    const [file = '', fragment] = decodeURI(address).split('#');
    const target = file ? join(dirname(from), file) : from;
    if (!existsSync(join(CHECKOUT, target))) return false;
    return fragment === undefined || (anchors.get(target) ?? readPage(target).anchors).has(fragment);
  };
  const broken = pages.flatMap(({ path, links }) => links.filter(({ address }) => !isFound(path, address)));
  expect(broken).toEqual([]);
});

describe('docs/api/errors.md', () => {
  const text = readFileSync(join(CHECKOUT, 'docs/api/errors.md'), 'utf8');
  const [errors = '', userErrors = ''] = text.split('\n## User error codes\n');
  const codesIn = (part: string) => [...part.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code).sort();

  test('the error reference lists every code of `errors`', () => {
    expect(codesIn(errors)).toEqual(Object.values(ErrorCode).sort());
  });

  test('the error reference lists every code of `userErrors`', () => {
    expect(codesIn(userErrors)).toEqual(Object.values(UserErrorCode).sort());
  });
});
