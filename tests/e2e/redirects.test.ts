import { writeFile } from 'node:fs/promises';
import { afterAll, expect, test } from '@jest/globals';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess, runCommand } from '../support/dateline-process.js';

const folders = new DataFolderFixture();
afterAll(async () => {
  DatelineProcess.killAll();
  await folders.remove();
});

/** Removes the progress of opening the database. */
const withoutSteps = (output: string) => output.replace(/^Database: .*\n(.* …\n {2}done in .*\n)*/, '');

test('redirects import reads a CSV file, names each refused line, and export prints it again', async () => {
  const settings = { DATA_DIR: await folders.createFolder(), SITE_URL: 'https://courier.example' };
  const file = await folders.createFolder('old.csv');
  const lines = [
    '\u{feff}From,To,Status',
    '/a,/b,301',
    '"/with,comma",https://other.example/?q=1,307',
    '',
    '/c,/b,410',
    '/d,javascript:alert(1)',
    'https://old.example/e/,https://courier.example/f,',
  ];
  await writeFile(file, lines.join('\r\n'));
  const imported = await runCommand(['redirects', 'import', file], settings);
  expect(withoutSteps(imported.output).split('\n')).toEqual([
    'old.csv:5: refused: status: 301, 302, 307 or 308, or nothing for 301.',
    expect.stringMatching(/^old\.csv:6: refused: to: The value must be a path of the site, .*$/),
    '3 created, 0 updated, 0 unchanged, 2 refused',
    '',
  ]);
  expect(imported.code).toBe(1);

  const exported = await runCommand(['redirects', 'export'], settings);
  const csv = withoutSteps(exported.output);
  expect(csv.split('\r\n')).toEqual([
    ...['from,to,status', '/a,/b,301', '/e,/f,301', '"/with,comma",https://other.example/?q=1,302', ''],
  ]);
  await writeFile(file, csv);
  const again = await runCommand(['redirects', 'import', file], settings);
  expect(withoutSteps(again.output)).toBe('0 created, 0 updated, 3 unchanged, 0 refused\n');
  expect(again.code).toBe(0);

  const missing = await runCommand(['redirects', 'import', '/nowhere.csv'], settings);
  expect([missing.code, missing.output.split('\n').at(-2)]).toEqual([1, 'File not found: /nowhere.csv.']);
});
