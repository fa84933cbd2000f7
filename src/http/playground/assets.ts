import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { AFTER_GRAPHIQL, BEFORE_GRAPHIQL, STYLE } from './browser.js';
import { ICON } from './icon.js';

export interface Asset {
  readonly type: string;
  readonly gzipped: Buffer;
}

export interface Assets {
  /** Changes with any byte of any file, so that browsers may keep the files for ever. */
  readonly version: string;
  readonly files: ReadonlyMap<string, Asset>;
}

const JAVASCRIPT = 'text/javascript; charset=utf-8';

const WEB_SOCKET_CLIENT = dirname(createRequire(import.meta.url).resolve('graphql-ws/client'));

/** A module of a package, and those beside it that it imports. */
async function readModule(folder: string, name: string): Promise<[string, { type: string; text: string }][]> {
  const text = await readFile(join(folder, name), 'utf8');
  const imported = new Set([...text.matchAll(/from '\.\/([^']+)'/g)].map(([, file]) => file!));
  const others = await Promise.all([...imported].map((file) => readModule(folder, file)));
  return [[name, { type: JAVASCRIPT, text }], ...others.flat()];
}

async function readAssets(): Promise<Assets> {
  // The package inlines all this into one page, which no useful content policy lets run; we serve it as files.
  const graphiql = await import('@graphql-yoga/render-graphiql/graphiql');
  const sources = new Map([
    ['graphiql.js', { type: JAVASCRIPT, text: `${BEFORE_GRAPHIQL}${graphiql.js};${AFTER_GRAPHIQL}` }],
    ['graphiql.css', { type: 'text/css; charset=utf-8', text: graphiql.css + STYLE }],
    // Named after the labels by which the editor asks for its workers.
    ['editorWorkerService.worker.js', { type: JAVASCRIPT, text: graphiql.editorWorkerService }],
    ['graphql.worker.js', { type: JAVASCRIPT, text: graphiql.graphqlWorker }],
    ['json.worker.js', { type: JAVASCRIPT, text: graphiql.jsonWorker }],
    ...(await readModule(WEB_SOCKET_CLIENT, 'client.js')),
    ['icon.svg', { type: 'image/svg+xml', text: ICON }],
  ]);

  const hash = createHash('sha256');
  for (const [name, { text }] of sources) hash.update(name).update(text);
  const compressed = [...sources].map(
    async ([name, { type, text }]) => [name, { type, gzipped: await promisify(gzip)(text) }] as const,
  );
  return { version: hash.digest('hex').slice(0, 12), files: new Map(await Promise.all(compressed)) };
}

let assets: Promise<Assets> | undefined;

/** Nine megabytes, read and compressed at the first visit: a gateway that nobody visits never pays for them. */
export function loadAssets(): Promise<Assets> {
  assets ??= readAssets();
  return assets;
}
