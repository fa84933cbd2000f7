// Hooks of Node.js's module loader: tests import the build of `src`, and their own TypeScript is compiled by swc.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

const SOURCE = new URL('../../../src/', import.meta.url).href;
const BUILD = new URL('../../../dist/', import.meta.url).href;
const TESTS = new URL('../../', import.meta.url).href;
const GLOBALS = new URL('globals.mjs', import.meta.url).href;
const TYPESCRIPT = /^file:.*\.tsx?(\?|$)/;

export async function resolve(specifier, context, next) {
  if (specifier === '@jest/globals') return { url: GLOBALS, format: 'module', shortCircuit: true };
  const { parentURL } = context;
  const resolved = await next(findModule(specifier, parentURL), context);
  // The query of an isolated file
  const query = /\?isolated=\d+$/.exec(parentURL)?.[0];
  const isOwn = resolved.url.startsWith(BUILD) || resolved.url.startsWith(TESTS);
  return query && isOwn ? { ...resolved, url: resolved.url + query } : resolved;
}

/** Finds what TypeScript imports as `.js`: a module of the build, or TypeScript outside of `src`. */
function findModule(specifier, parentURL) {
  if (!specifier.startsWith('.') || !TYPESCRIPT.test(parentURL)) return specifier;
  const url = new URL(specifier, parentURL).href;
  if (url.startsWith(SOURCE)) return url.replace(SOURCE, BUILD);
  const sources = ['.ts', '.tsx'].map((extension) => url.replace(/\.js$/, extension));
  return sources.find((source) => source !== url && existsSync(fileURLToPath(source))) ?? url;
}

export async function load(url, context, next) {
  if (!TYPESCRIPT.test(url)) return next(url, context);
  const path = fileURLToPath(url);
  const { code } = await transform(await readFile(path, 'utf8'), {
    filename: path,
    sourceMaps: 'inline',
    module: { type: 'es6' },
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', tsx: path.endsWith('x'), decorators: true },
      transform: {
        legacyDecorator: true,
        decoratorMetadata: true,
        useDefineForClassFields: false,
        react: { runtime: 'automatic' },
      },
    },
  });
  return { format: 'module', source: code, shortCircuit: true };
}
