#!/usr/bin/env node
// Builds first what has changed, so that the command line works in a fresh checkout and is never an old one.
import './build.mjs';

await import('../dist/cli.js');
