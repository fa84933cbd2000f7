#!/usr/bin/env node
import { existsSync } from 'node:fs';

// In a checkout, compiles changed sources first, so that the command line is up to date. A release has no
// sources.
if (existsSync(new URL('../src', import.meta.url))) await import('./build.mjs');

await import('../dist/cli.js');
