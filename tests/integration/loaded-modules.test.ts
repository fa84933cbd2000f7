import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const DIST = new URL('../../dist/', import.meta.url);
/** Modules that src/main.ts imports, itself left out because it starts the gateway. */
const ENTRIES = [
  'app/app.js',
  'app/worker/background-worker.js',
  'importers/seeds.js',
  'app/load-modules.js',
];
/** Module hooks that print the URL of each module, from the thread of hooks. */
const HOOKS = `
  import { writeSync } from 'node:fs';
  export async function load(url, context, next) {
    writeSync(1, url + '\\n');
    return next(url, context);
  }`;

test('The gateway starts without the libraries that only some requests and jobs need', async () => {
  const script = `
    import 'reflect-metadata';
    import { register } from 'node:module';
    register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(HOOKS)}`)});
    for (const url of ${JSON.stringify(ENTRIES.map((entry) => new URL(entry, DIST).href))}) await import(url);`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', '--input-type=module', '--eval', script],
    { cwd: fileURLToPath(DIST), maxBuffer: 2 ** 26 },
  );
  const loaded = new Set(
    [...stdout.matchAll(/\/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)].map(([, name]) => name!),
  );
  expect(loaded).toContain('fastify');
  const needed = [
    ...['@xmldom/xmldom', 'class-validator', 'file-type', 'juice', 'linkedom'],
    ...['minisearch', 'music-metadata', 'nodemailer', 'sharp'],
  ];
  expect(needed.filter((name) => loaded.has(name))).toEqual([]);
});
