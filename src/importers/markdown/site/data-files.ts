import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { type Data, type Generator, getText, isData, type StaticSite } from './site.js';

/** Folders of data files by generator; that of Eleventy is in the folder of the content. */
const DATA_FOLDERS: Partial<Record<Generator, string>> = { jekyll: '_data', hugo: 'data', eleventy: '_data' };
const EXTENSION = /\.(ya?ml|json)$/;
/** Values by which lists name their entries. */
const KEYS = ['key', 'slug', 'username', 'id', 'name'];

/**
 * Reads the data file of a site of Jekyll, Hugo or Eleventy, such as `authors.yml`, or the files of a folder of that
 * name. Returns the entries by the keys that articles have; none for other sites.
 */
export async function readDataEntries(
  root: string,
  site: StaticSite | null,
  name: string,
): Promise<(readonly [string, Data])[]> {
  const folder = site && DATA_FOLDERS[site.generator];
  if (!folder) return [];
  const base = path.join(root, site.generator === 'eleventy' ? site.contentFolder : '', folder);
  const entries: (readonly [string, unknown])[] = [];
  for (const file of await listDataFiles(base)) {
    if (file.replace(EXTENSION, '') === name)
      entries.push(...listEntries(await readData(path.join(base, file))));
  }
  for (const file of await listDataFiles(path.join(base, name)))
    entries.push([path.parse(file).name, await readData(path.join(base, name, file))]);
  return entries.filter((entry): entry is [string, Data] => isData(entry[1]));
}

/** Returns the first text that a data file has under one of several names. */
export function readDataText(entry: Data, names: readonly string[]): string | undefined {
  return names.map((name) => getText(entry[name])?.trim()).find(Boolean);
}

async function listDataFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => EXTENSION.test(name)).sort();
}

/** Returns the value of a file; null if it cannot be read, as then its site has no use of it either. */
async function readData(file: string): Promise<unknown> {
  try {
    return parse(await readFile(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Lists the entries of a file by their keys: those of a map, or those that a list names. */
function listEntries(data: unknown): (readonly [string, unknown])[] {
  if (!Array.isArray(data)) return isData(data) ? Object.entries(data) : [];
  return data.filter(isData).map((entry) => [readDataText(entry, KEYS) ?? '', entry] as const);
}
