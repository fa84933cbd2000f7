// Loads the gateway of dist/bundle and builds its schema, and stores what V8 has compiled meanwhile.
import { writeFileSync } from 'node:fs';
import { CODE_CACHE, compileBundle } from '../dist/app/bundle.js';
import { limitHeapGrowth } from '../dist/app/heap.js';

limitHeapGrowth();
const { script, run } = compileBundle();
const { loadAll } = await run();
await loadAll();
// On the disk before the build counts as done. V8 refuses a cache that is cut short, but crashes on one with holes.
writeFileSync(CODE_CACHE, script.createCachedData(), { flush: true });
process.exit();
