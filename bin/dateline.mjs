#!/usr/bin/env node
import { existsSync } from 'node:fs';

// In a checkout builds first what has changed, so that the command line is never an old one. A release has no sources.
if (existsSync(new URL('../src', import.meta.url))) await import('./build.mjs');

await import('../dist/cli.js');
