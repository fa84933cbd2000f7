// Writes the parts of docs/ that are generated from code, between their marks.
import { readFileSync, writeFileSync } from 'node:fs';
import { renderEnvTable } from '../dist/config/env.js';
import { renderCoverage } from './coverage.mjs';

const PARTS = [
  { name: 'settings', page: 'docs/operations/configuration.md', render: renderEnvTable },
  { name: 'coverage', page: 'docs/api/coverage.md', render: renderCoverage },
];
const END = '<!-- /generated -->';

for (const { name, page, render } of PARTS) {
  const file = new URL(`../${page}`, import.meta.url);
  const before = readFileSync(file, 'utf8');
  const start = `<!-- generated: ${name} -->\n`;
  const [from, to] = [before.indexOf(start), before.indexOf(END, before.indexOf(start))];
  if (from < 0 || to < 0) throw new Error(`${page} has no marks of the part ${name}`);
  const after = `${before.slice(0, from)}${start}${render()}\n${before.slice(to)}`;
  if (after !== before) writeFileSync(file, after);
}
