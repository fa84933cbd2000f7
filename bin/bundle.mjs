// Bundles the gateway with its libraries to dist/bundle/gateway.js, a script that loads faster than thousands of files, and
// stores V8's code cache beside it. src/app/bundle.ts runs both.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/**
 * Packages that are not bundled. A site's configuration imports `graphql` too, which must not be loaded twice. The others
 * start threads, load native code by the paths of their files, or look for `module.require` to find `node:crypto`.
 */
const OUTSIDE = ['graphql', 'pino', 'pino-pretty', 'piscina', 'sharp', '@apollo/utils.createhash'];
/** Options of `npm start`. V8 refuses a code cache that was made with other options. */
const NODE_OPTIONS = ['--max-semi-space-size=32', '--v8-pool-size=2'];
const TARGET = 'node20';
/** Characters after which a line of the bundle ends, at the next place where one may. */
const LINE_LENGTH = 500;
/** Parameters that src/app/bundle.ts passes to the script. */
const HEADER = '(async (__exports, require, __importPackage, __getFile) => {';
const ENTRY = `
__exports.runProcess = async () => (await import('./run-process.js')).runProcess();
__exports.loadAll = async () => {
  await import('./app/run-gateway.js');
  const { createUnboundSchema } = await import('./app/print-schema.js');
  const { EMPTY_MODEL } = await import('./fields/content-model.js');
  await createUnboundSchema(EMPTY_MODEL);
};`;

/** Makes the bundle and its code cache. */
export async function makeBundle({ build, transform }) {
  const file = join(dist, 'bundle/gateway.js');
  const { outputFiles, metafile } = await build({
    stdin: { contents: ENTRY, resolveDir: dist },
    bundle: true,
    write: false,
    metafile: true,
    outfile: file,
    platform: 'node',
    target: TARGET,
    // Modules that await while they load need this format. Since nothing is imported or exported, the output is a function.
    format: 'esm',
    // The names of classes are names of GraphQL types and of errors. Those of functions are left out below.
    keepNames: true,
    legalComments: 'none',
    logLevel: 'warning',
    banner: { js: HEADER },
    footer: { js: '})' },
    plugins: [{ name: 'gateway', setup }],
  });
  const [{ imports }] = Object.values(metafile.outputs);
  rmSync(dirname(file), { recursive: true, force: true });
  mkdirSync(dirname(file));
  // Renamed when it is whole, so that a build that ends early, or a full disk, leaves no part of a script.
  const script = shareNamespaces(nameClassesOnly(routeImports(outputFiles[0].text, imports)));
  const short = escapeCharacters(await removeSpace(script, transform));
  writeFileSync(`${file}.new`, short, { flush: true });
  renameSync(`${file}.new`, file);
  const makeCache = fileURLToPath(new URL('make-code-cache.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [...NODE_OPTIONS, makeCache], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Replaces dynamic imports of packages: V8 runs none in a script that it has read from its code cache. */
function routeImports(text, imports) {
  const packages = imports.filter(({ kind }) => kind === 'dynamic-import').map(({ path }) => path);
  return packages.reduce(
    (replaced, path) => replaced.replaceAll(`import("${path}")`, `__importPackage("${path}")`),
    text,
  );
}

/**
 * Leaves out the names of functions, which esbuild sets whenever a function is created: for closures, many times in each
 * request. Classes are named in a static block.
 */
function nameClassesOnly(text) {
  const helper = /^var __name = (.*)$/m;
  const named = text
    .replaceAll(/\bstatic \{\s+__name\(this, /g, 'static { __nameClass(this, ')
    .replaceAll(/^ *__name\([\w$]+, "[^"\n]*"\);\n/gm, '')
    .replace(helper, 'var __nameClass = $1\nvar __name = (target) => target;');
  if (!helper.test(text) || named.includes('__name(this, '))
    throw new Error('esbuild sets names in another way.');
  return named;
}

/**
 * Lets the modules that import a CommonJS module share its namespace. esbuild makes one for each of them, with a function for
 * each export: 42,000 for `graphql`, which 177 modules import.
 */
function shareNamespaces(text) {
  const helper = /^var __toESM = /m;
  if (!helper.test(text)) throw new Error('esbuild imports CommonJS modules in another way.');
  return text.replace(
    helper,
    `var __namespaces = [new Map(), new Map()];
var __toESM = (mod, isNodeMode) => {
  const namespaces = __namespaces[Number(isNodeMode === 1)];
  if (!namespaces.has(mod)) namespaces.set(mod, __makeNamespace(mod, isNodeMode));
  return namespaces.get(mod);
};
var __makeNamespace = `,
  );
}

/**
 * Leaves out white space, which is a quarter of the text that V8 keeps in memory. The path of each module stays above it, and
 * lines stay short, for those who read stack traces.
 */
async function removeSpace(text, transform) {
  const withPaths = text.replaceAll(/^\/\/ ((?:dist|node_modules)\/.+)$/gm, '/*! $1 */');
  const { code } = await transform(withPaths, {
    minifyWhitespace: true,
    lineLimit: LINE_LENGTH,
    legalComments: 'inline',
    target: TARGET,
  });
  return code;
}

/**
 * Escapes characters beyond ASCII, so that V8 can keep the text with one byte a character. esbuild escapes them in strings,
 * but not in regular expressions and tagged templates, where an escape has the same meaning unless a template is read raw.
 */
function escapeCharacters(text) {
  if (/\\[^\0-\x7f]/.test(text)) throw new Error('A character beyond ASCII follows a backslash.');
  return text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A plugin of esbuild that decides which packages stay outside, and tells modules the paths of their files. */
function setup({ onResolve, onLoad }) {
  onResolve({ filter: /^[^./]/ }, ({ path, kind, namespace }) => {
    if (namespace === 'outside') return { path, external: true };
    const isOutside = isBuiltin(path) || OUTSIDE.some((name) => `${path}/`.startsWith(`${name}/`));
    if (kind === 'dynamic-import') return isBuiltin(path) ? undefined : { path, external: true };
    return isOutside ? { path, namespace: 'outside' } : undefined;
  });
  onLoad({ filter: /.*/, namespace: 'outside' }, ({ path }) => ({
    contents: `module.exports = require(${JSON.stringify(path)})`,
  }));
  onLoad({ filter: /\.m?js$/ }, ({ path }) => {
    const text = readFileSync(path, 'utf8');
    const file = `__getFile(${JSON.stringify(relative(root, path))})`;
    const contents = text
      .replaceAll('import.meta.url', `${file}.url`)
      .replace(/(?<![\w.])__(dir|file)name\b/g, `${file}.$1name`);
    if (!path.startsWith(`${dist}/`)) return contents === text ? undefined : { contents };
    return { contents: contents.replace(/\bawait import\((?=[\w.]+\))/g, 'await __importPackage(') };
  });
}
