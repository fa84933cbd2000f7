import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { decodeText } from '../fetch/decode-text.js';
import { renderSubstackPage } from '../page/substack.js';
import type { ConversionWarnings } from '../run/conversion-warnings.js';
import { itemReader } from '../run/reading.js';
import type { Body } from './body.js';

const BODY_FILES = ['.html', '.htm', '.md', '.markdown'];

/** Reads the file of a body. Names with a slash lead out of the folder, and are none. */
export async function readBodyFile(folders: string[], names: string[]): Promise<Body | null> {
  for (const name of names.filter((each) => basename(each) === each)) {
    for (const file of folders.flatMap((folder) =>
      BODY_FILES.map((extension) => join(folder, name + extension)),
    )) {
      const text = await readFile(file).then(decodeText, () => null);
      if (text !== null) return extname(file).startsWith('.m') ? { markdown: text } : { html: text };
    }
  }
  return null;
}

/** Removes boxes that are no part of a text, such as those that ask to subscribe. */
export async function cleanBody(body: Body, title: string, warnings: ConversionWarnings): Promise<Body> {
  if (!('html' in body)) return body;
  const page = renderSubstackPage(body.html, { title });
  const extracted = await itemReader.read('page', page, null, { isArticle: true });
  if (extracted === null) return body;
  const removed = extracted.removedTexts.map((words) => `"${words.slice(0, 50)}"`);
  if (removed.length > 0) warnings.add(`removed: ${[...new Set(removed)].slice(0, 12).join(', ')}`);
  return { html: extracted.html };
}
