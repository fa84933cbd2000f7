import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { AFTER_GRAPHIQL, BEFORE_GRAPHIQL, FIRST_PAINT_STYLE, STYLE } from './browser.js';
import { ICON } from './icon.js';
import { PANEL, PANEL_STYLE } from './panel.js';

export interface Asset {
  readonly type: string;
  readonly gzipped: Buffer;
}

export interface Assets {
  /** Hash of all files, so that browsers may cache them forever. */
  readonly version: string;
  readonly files: ReadonlyMap<string, Asset>;
}

const JAVASCRIPT = 'text/javascript; charset=utf-8';
const CSS = 'text/css; charset=utf-8';

const WEB_SOCKET_CLIENT = dirname(createRequire(import.meta.url).resolve('graphql-ws/client'));

/** Reads a module of a package and the modules in its folder that it imports. */
async function readModule(folder: string, name: string): Promise<[string, { type: string; text: string }][]> {
  const text = await readFile(join(folder, name), 'utf8');
  const imported = new Set([...text.matchAll(/from '\.\/([^']+)'/g)].map(([, file = '']) => file));
  const others = await Promise.all([...imported].map((file) => readModule(folder, file)));
  return [[name, { type: JAVASCRIPT, text }], ...others.flat()];
}

async function readAssets(): Promise<Assets> {
  // The package inlines everything into one page, which a strict content security policy forbids; served as
  // files instead.
  const graphiql = await import('@graphql-yoga/render-graphiql/graphiql');
  const sources = new Map([
    ['graphiql.js', { type: JAVASCRIPT, text: `${BEFORE_GRAPHIQL}${graphiql.js};${PANEL}${AFTER_GRAPHIQL}` }],
    ['first-paint.css', { type: CSS, text: FIRST_PAINT_STYLE }],
    ['graphiql.css', { type: CSS, text: graphiql.css + STYLE + PANEL_STYLE }],
    // Named after the labels by which the editor loads its workers.
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

/** Loads the assets (9 MB), which are read and compressed at the first visit only. */
export function loadAssets(): Promise<Assets> {
  assets ??= readAssets();
  return assets;
}
