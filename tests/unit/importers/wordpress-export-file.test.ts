import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { InvalidXmlError, readElements } from '../../../src/importers/wordpress/export/export-file.js';
import { createFolder } from '../../support/import-files.js';
import { renderWxr } from '../../support/wordpress.js';

/** Reads the items of an export: ID, line and what broke each. */
async function readItems(text: string) {
  const file = join(await createFolder({ 'site.xml': text }), 'site.xml');
  const items: [id: string, line: number, isBroken: boolean][] = [];
  for await (const element of readElements(file))
    if (element.name === 'item')
      items.push([element.getText('wp:post_id'), element.line, element.failure !== null]);
  return items;
}

const items = Array.from({ length: 30 }, (_, i) => {
  return { id: i + 1, content: `<p>${'Text of a post. '.repeat(800)}</p>` };
});

test('An export with a broken item loses that item and no other', async () => {
  const whole = renderWxr(items);
  const lines = (await readItems(whole)).map(([, line]) => line);
  for (const breakIt of [
    (text: string) => text.replace('<wp:post_id>7</wp:post_id>', '<wp:post_id>7<wp:post_id>'),
    (text: string) => text.replace('<wp:post_id>7</wp:post_id>', '<wp:post_id>7</wp:post_id></x>'),
    (text: string) => text.replace('<wp:post_id>7</wp:post_id>', '<wp:post_id>7</wp:post_id><<&'),
  ]) {
    const read = await readItems(breakIt(whole));
    expect(read.map(([, , isBroken]) => isBroken)).toEqual(items.map(({ id }) => id === 7));
    expect(read.filter(([, , isBroken]) => !isBroken).map(([id]) => Number(id))).toEqual(
      items.map(({ id }) => id).filter((id) => id !== 7),
    );
    expect(read.map(([, line]) => line)).toEqual(lines);
  }
});

test('An export that breaks off throws after its complete items', async () => {
  const whole = renderWxr(items);
  const cut = whole.slice(0, whole.indexOf('<wp:post_id>30'));
  await expect(readItems(cut)).rejects.toThrow(InvalidXmlError);
});
