import cluster from 'node:cluster';
import { url as getDebuggerUrl } from 'node:inspector';
import { compileBundle } from './app/bundle.js';
import { limitHeapGrowth } from './app/heap.js';

limitHeapGrowth();
// Debuggers and source maps know the files of the modules, which the bundle does not consist of.
const needsFiles = process.sourceMapsEnabled || getDebuggerUrl() !== undefined;
// The primary process of workers loads few modules, which take less memory than the bundle.
const isPrimary = cluster.isPrimary && (process.env.WORKERS ?? '1') !== '1';
const bundle = needsFiles || isPrimary ? null : compileBundle();
const { runProcess } = bundle ? await bundle.run() : await import('./run-process.js');
await runProcess();
