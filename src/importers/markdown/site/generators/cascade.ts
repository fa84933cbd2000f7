import { type Data, getIgnoringCase, getText, isData, removeExtension, type StaticSite } from '../site.js';

/** Front matter that a section passes down to the pages in it. */
export interface Cascade {
  values: Data;
  /** Pages that get the values; all if there is none. */
  targets: Data[];
}

/**
 * Reads the values that front matter of a section, or the configuration of a Hugo site, passes down: Hugo's
 * `cascade`, and that pages in a draft section of Zola are drafts too.
 */
export function readCascades({ generator }: StaticSite, data: Data): Cascade[] {
  if (generator === 'zola') return data.draft === true ? [{ values: { draft: true }, targets: [] }] : [];
  if (generator !== 'hugo') return [];
  return [getIgnoringCase(data, 'cascade')]
    .flat()
    .filter(isData)
    .map((entry) => {
      const names = Object.keys(entry).filter((name) => !/^_?target$/i.test(name));
      return {
        values: Object.fromEntries(names.map((name) => [name, entry[name]])),
        targets: [getIgnoringCase(entry, '_target') ?? getIgnoringCase(entry, 'target')]
          .flat()
          .filter(isData),
      };
    });
}

/**
 * Collects the values that a file gets from the sections above it. Those of the nearest section win, and in one
 * section the first. `page` is the file's path within the content, such as `posts/one.md`.
 */
export function collectCascades(levels: Cascade[][], page: string): Data {
  let collected: Data = {};
  for (const { values, targets } of levels.flatMap((level) => level.toReversed())) {
    const matches = targets.length === 0 ? [true] : targets.map((target) => isTarget(target, page));
    if (matches.includes(true)) collected = overrideData(collected, values);
    // Whether the page is meant is unclear. Then it is a draft, if the others are.
    else if (matches.includes(null) && getIgnoringCase(values, 'draft') === true) collected.draft = true;
  }
  return collected;
}

/** Merges front matter of a file over values from its sections. Names match in any case, as in Hugo. */
export function overrideData(ofSection: Data, ofFile: Data): Data {
  const own = new Set(Object.keys(ofFile).map((name) => name.toLowerCase()));
  const others = Object.entries(ofSection).filter(([name]) => !own.has(name.toLowerCase()));
  const { params } = ofFile;
  const merged = isData(params) && isData(ofSection.params) ? overrideData(ofSection.params, params) : params;
  return { ...Object.fromEntries(others), ...ofFile, ...(merged !== undefined && { params: merged }) };
}

/** Returns whether a target names a page, or null if that is not known here. */
function isTarget(target: Data, page: string): boolean | null {
  const isSection = /(^|\/)_index\.[^/]+$/.test(page);
  const matches = Object.entries(target).map(([name, value]) => {
    const pattern = (getText(value) ?? '').toLowerCase();
    switch (name.toLowerCase()) {
      case 'path':
        return isInPath(pattern, page);
      case 'kind':
        return /[*{?[]/.test(pattern) ? null : (pattern === 'page') === !isSection;
      case 'environment':
        return /[*{?[]/.test(pattern) ? null : pattern === 'production';
      default:
        return null;
    }
  });
  if (matches.includes(false)) return false;
  return matches.includes(null) ? null : true;
}

/** Compares a path with a pattern: a path, or one that ends in `**`. Returns null for other patterns. */
function isInPath(pattern: string, page: string): boolean | null {
  const path = `/${removeExtension(page)}`.replace(/\/_?index$/, '').toLowerCase();
  const prefix = pattern.replace(/\*\*$/, '');
  if (/[*{?[]/.test(prefix)) return null;
  return prefix === pattern ? path === pattern : path.startsWith(prefix);
}
