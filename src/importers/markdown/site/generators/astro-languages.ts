import { createStaticSiteLanguages } from '../languages.js';
import type { StaticSiteLanguages } from '../site.js';

/** Characters of the configuration that follow `locales:` and are read. */
const MAX_LOCALES_LENGTH = 5_000;

/**
 * Reads the languages of Astro's `i18n` or of Starlight from the code of a configuration, which is not run. Only texts
 * that stand there are read.
 */
export function readAstroLanguages(code: string): StaticSiteLanguages | undefined {
  const found = /\blocales\s{0,5}:\s{0,5}(?=[[{])/.exec(code);
  if (found === null) return undefined;
  const start = found.index + found[0].length;
  const block = readBlock(code.slice(start, start + MAX_LOCALES_LENGTH));
  const entries = block.startsWith('[') ? readList(block) : readObject(block);
  const main = /\bdefaultLocale\s{0,5}:\s{0,5}["'`]([\w-]{1,40})["'`]/.exec(code)?.[1] ?? null;
  const rootTag = entries.find(({ key }) => key === 'root')?.tag;
  const named = entries.map((entry) => (entry.key === 'root' ? { ...entry, key: rootTag ?? 'en' } : entry));
  const isInFolder = /\bprefixDefaultLocale\s{0,5}:\s{0,5}true\b/.test(code);
  const isStarlight = !block.startsWith('[');
  return createStaticSiteLanguages(named, main === 'root' ? (rootTag ?? 'en') : main, {
    // Starlight puts every language but `root` into a folder.
    isMainInFolder: isStarlight ? rootTag === undefined : isInFolder,
  });
}

/** Characters before the colon of an entry in which its key is. */
const MAX_KEY_LENGTH = 50;

/** Returns a list or object from its first bracket to the one that closes it. */
function readBlock(code: string): string {
  let depth = 0;
  for (const [i, sign] of [...code].entries()) {
    if (sign === '[' || sign === '{') depth += 1;
    if (sign === ']' || sign === '}') depth -= 1;
    if (depth === 0) return [...code].slice(0, i + 1).join('');
  }
  return code;
}

/** Reads `['en', { path: 'pt', codes: ['pt-BR'] }]`. */
function readList(block: string): { key: string; tag?: string | null }[] {
  const objects = [...block.matchAll(/\{[^{}]{0,500}\}/g)].flatMap(([object]) => {
    const key = /\bpath\s{0,5}:\s{0,5}["'`]([\w-]{1,40})["'`]/.exec(object)?.[1];
    const tag = /\bcodes\s{0,5}:\s{0,5}\[\s{0,20}["'`]([\w-]{1,40})["'`]/.exec(object)?.[1];
    return key === undefined ? [] : [{ key, tag: tag ?? null }];
  });
  const texts = [...block.replace(/\{[^{}]{0,500}\}/g, '').matchAll(/["'`]([\w-]{1,40})["'`]/g)];
  return [...texts.map(([, key = '']) => ({ key })), ...objects];
}

/** Reads `{ root: { label: 'English', lang: 'en' }, 'pt-br': { lang: 'pt-BR' } }`. */
function readObject(block: string): { key: string; tag?: string | null }[] {
  return [...block.slice(1).matchAll(/\{[^{}]*\}/g)].flatMap(({ 0: inner, index }) => {
    const before = block.slice(0, index + 1).trimEnd();
    if (!before.endsWith(':')) return [];
    const key = /(?<![\w-])[\w-]+(?=["'`]?$)/.exec(before.slice(-MAX_KEY_LENGTH, -1).trimEnd())?.[0];
    const tag = /\blang\s{0,5}:\s{0,5}["'`]([\w-]{1,40})["'`]/.exec(inner)?.[1] ?? null;
    return key === undefined ? [] : [{ key, tag }];
  });
}
