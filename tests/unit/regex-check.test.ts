import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';

const CHECK = fileURLToPath(new URL('../support/regex/check.mjs', import.meta.url));

let folder: string;
afterEach(() => rmSync(folder, { recursive: true }));

function check(code: string) {
  folder = mkdtempSync(join(tmpdir(), 'dateline-regex-'));
  for (const name of ['src/slow.ts', 'dist/slow.js']) {
    mkdirSync(dirname(join(folder, name)));
    writeFileSync(join(folder, name), name.endsWith('.ts') ? code : '');
  }
  const { status, stdout } = spawnSync(process.execPath, [CHECK, folder], { encoding: 'utf8' });
  return { status, output: stdout };
}

test('The regex check reports super-linear expressions with file, line, complexity and an attack string', () => {
  const { status, output } = check(
    'const safe = /^a+$/;\n// /b*b*$/ in a comment\nexport const slow: RegExp = /\\s+$/;\n',
  );
  expect(status).toBe(1);
  expect(output).toMatch(
    /^src\/slow\.ts:3 2nd degree polynomial\n {4}\/\\s\+\$\/\n {4}'\\t'\.repeat\(\d+\)/m,
  );
  expect(output).not.toMatch(/slow\.ts:[12]\b/);
  expect(output).toMatch(/^2 regular expressions/m);
});

test('The regex check reports dynamic RegExp constructors and exceptions that no longer match', () => {
  const { status, output } = check("export const of = (name: string) => new RegExp(name + '*$');\n");
  expect(status).toBe(1);
  expect(output).toContain('src/slow.ts:1 is made when it is used, where it cannot be checked');
  expect(output).toContain(
    'src/importers/markdown/fields/dates.ts has no such pattern any more, which exceptions.mjs names',
  );
});
