// Writes the parts of docs/ that are generated from code, between their marks.
import { readFileSync, writeFileSync } from 'node:fs';
import { renderEnvTable } from '../dist/config/env.js';

const PARTS = [{ name: 'settings', page: 'docs/operations/configuration.md', render: renderEnvTable }];

for (const { name, page, render } of PARTS) {
  const file = new URL(`../${page}`, import.meta.url);
  const before = readFileSync(file, 'utf8');
  const part = new RegExp(`(<!-- generated: ${name} -->\n)[^]*?(<!-- /generated -->)`);
  if (!part.test(before)) throw new Error(`${page} has no marks of the part ${name}`);
  const after = before.replace(part, (_, start, end) => `${start}${render()}\n${end}`);
  if (after !== before) writeFileSync(file, after);
}
