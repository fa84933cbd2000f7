import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { withoutHeapLimitFlag } from './heap.js';

/** Folder of the package, which file names in the bundle are relative to. */
const ROOT = new URL('../../', import.meta.url);
const BUNDLE = fileURLToPath(new URL('dist/bundle/gateway.js', ROOT));
/** What V8 compiled when the bundle was built. */
export const CODE_CACHE = fileURLToPath(new URL('dist/bundle/gateway.cache', ROOT));

interface BundleExports {
  /** Runs the process until it ends. */
  runProcess(): Promise<void>;
  /** Loads all modules of a gateway, and builds its schema. */
  loadAll(): Promise<void>;
}

/** Function that the script of the bundle consists of, as bin/bundle.mjs writes it. */
type BundleFunction = (
  bundle: Partial<BundleExports>,
  require: NodeJS.Require,
  importPackage: (name: string) => Promise<unknown>,
  getFile: typeof describeFile,
) => Promise<void>;

/**
 * Compiles the bundle that the build made of the gateway, with V8's code cache if it fits this version of Node.js. Returns
 * null if there is no bundle, as in the package of a release. Call limitHeapGrowth before, whose flags are part of the cache.
 */
export function compileBundle() {
  const script = compileScript();
  if (script === null) return null;
  return {
    script,
    run: async (): Promise<BundleExports> => {
      const bundle: Partial<BundleExports> = {};
      const main: BundleFunction = script.runInThisContext();
      await main(bundle, createRequire(BUNDLE), (name) => import(name), describeFile);
      return bundle as BundleExports;
    },
  };
}

/** Compiles in a function without closures that outlive it: they would hold the code cache as long as the process runs. */
function compileScript(): Script | null {
  const source = readIfExists(BUNDLE)?.toString('latin1'); // ASCII, which V8 keeps with one byte a character
  if (source === undefined) return null;
  const cachedData = readIfExists(CODE_CACHE);
  return withoutHeapLimitFlag(
    () => new Script(source, { filename: BUNDLE, ...(cachedData && { cachedData }) }),
  );
}

/** Returns where a module of the bundle stands in the package, by its path from there. */
function describeFile(path: string): { url: string; filename: string; dirname: string } {
  const { href } = new URL(path, ROOT);
  const filename = fileURLToPath(href);
  return { url: href, filename, dirname: dirname(filename) };
}

function readIfExists(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
