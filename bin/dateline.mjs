#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// In a checkout, compiles changed sources first, so that the command line is up to date. A release has no
// sources.
if (existsSync(new URL('../src', import.meta.url))) {
  const { canBuild } = await import('./build-lock.mjs');
  if (canBuild(fileURLToPath(new URL('..', import.meta.url)))) await import('./build.mjs');
}

await import('../dist/cli.js');
