import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const DIST = new URL('../../dist/', import.meta.url);
/** Modules that src/main.ts imports, itself left out because it starts the gateway. */
const ENTRIES = ['app/app.js', 'app/worker/background-worker.js', 'app/seed.js'];
/** Module hooks that print the URL of each module, from the thread of hooks. */
const HOOKS = `
  import { writeSync } from 'node:fs';
  export async function load(url, context, next) {
    writeSync(1, url + '\\n');
    return next(url, context);
  }`;
const REGISTER_HOOKS = toDataUrl(`
  import { register } from 'node:module';
  register(${JSON.stringify(toDataUrl(HOOKS))});`);

function toDataUrl(script: string): string {
  return `data:text/javascript,${encodeURIComponent(script)}`;
}

/** Runs a program with Node.js, and returns the URLs of the modules that it loads. */
async function listLoadedModules(script: string, args: string[] = []): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', '--import', REGISTER_HOOKS, '--input-type=module', '--eval', script, '--', ...args],
    { cwd: fileURLToPath(DIST), maxBuffer: 2 ** 26 },
  );
  return stdout.split('\n').filter((line) => line.startsWith('file:'));
}

test('The gateway starts without the libraries that only some requests and jobs need', async () => {
  const urls = await listLoadedModules(`
    import 'reflect-metadata';
    for (const url of ${JSON.stringify(ENTRIES.map((entry) => new URL(entry, DIST).href))}) await import(url);`);
  const loaded = listPackages(urls);
  expect(loaded).toContain('fastify');
  const needed = [
    ...['@xmldom/xmldom', 'class-validator', 'file-type', 'juice', 'linkedom'],
    ...['minisearch', 'music-metadata', 'nodemailer', 'sharp'],
  ];
  expect(needed.filter((name) => loaded.has(name))).toEqual([]);
});

test.each([
  ['keys', 'api-key'],
  ['fields', 'own-fields'],
  ['media', 'media'],
  ['newsletter', 'newsletter'],
  ['redirects', 'redirect'],
  ['related', 'related'],
  ['webhooks', 'webhook'],
])('The command %p loads the commands of its module alone', async (name, module) => {
  const script = `
    process.argv.splice(1, 0, 'dateline');
    await import(${JSON.stringify(new URL('cli.js', DIST).href)});`;
  const urls = await listLoadedModules(script, [name, '--help']);
  const declarations = urls.filter((url) => /\.(?:module|commands)\.js$/.test(url));
  expect(declarations).toEqual([new URL(`modules/${module}/${module}.commands.js`, DIST).href]);
  expect(
    [...listPackages(urls)].filter((library) => ['@apollo/server', 'fastify'].includes(library)),
  ).toEqual([]);
});

function listPackages(urls: string[]): Set<string> {
  return new Set(urls.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []));
}
