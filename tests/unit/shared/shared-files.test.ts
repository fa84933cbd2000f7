import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

const IMPORT = /from '(\.[^']+)\.js'/g;

/** Returns the folder of src or of src/modules that a file belongs to. */
function getArea(file: string): string {
  const [, folder = '', domain = ''] = file.split('/');
  return folder === 'modules' ? `${folder}/${domain}` : folder;
}

test('Every file of shared/ is used by more than one area', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => join('src', path))
    .filter((path) => path.endsWith('.ts'));
  const users = new Map<string, string[]>();
  for (const file of files)
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const imported = `${join(dirname(file), path)}.ts`;
      users.set(imported, [...(users.get(imported) ?? []), file]);
    }
  const findAreas = (file: string): string[] =>
    (users.get(file) ?? []).flatMap((user) => (getArea(user) === 'shared' ? findAreas(user) : getArea(user)));

  const shared = files.filter((file) => getArea(file) === 'shared');
  expect(shared.length).toBeGreaterThan(30);
  expect(shared.filter((file) => new Set(findAreas(file)).size < 2)).toEqual([]);
});
