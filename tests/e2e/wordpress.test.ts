import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const PROGRAM = fileURLToPath(new URL('../stress/wordpress.mjs', import.meta.url));

/** Runs the program with a few saves. It skips without WordPress, PHP and MariaDB. */
async function run(...options: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...options]);
  return stdout;
}

test('Posts that a real WordPress saves are on the site, and its previews show unsaved text that no reader sees', async () => {
  const output = await run('--saves', '16', '--previews', '2');
  if (output.startsWith('skipped')) return console.warn(output);
  expect(output).toContain('sponsored posts 3: 0 faults');
  expect(output).toContain('stale 0, drafts leaked 0, lost 0');
  expect(output).toMatch(/gateways killed: 4 saves, [1-9]\d* posts wait; the editor of one says: ".+"/);
  expect(output).toMatch(/sync after it: \d+ items: 0 created, 0 updated/);
  if (output.includes('previews')) expect(output).toContain('click to edit: the headline of');
}, 600_000);
