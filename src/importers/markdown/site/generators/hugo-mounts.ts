import {
  type ContentMount,
  type Data,
  getIgnoringCase,
  getText,
  isData,
  type LanguageFolder,
} from '../site.js';

/** Mounts of a Hugo site that are parts of its content, and those that are not honoured. */
export interface ReadMounts {
  /** Undefined if the site has none, so that its content folder is all of its content. */
  mounts?: ContentMount[];
  /** Folders that are the whole content of one language. */
  languageFolders: LanguageFolder[];
  warnings?: string[];
}

/** Reads the mounts of the content from a configuration (`[[module.mounts]]`). */
export function readMounts(config: Data): ReadMounts {
  const module = getIgnoringCase(config, 'module');
  const entries = isData(module) ? getIgnoringCase(module, 'mounts') : undefined;
  if (!Array.isArray(entries)) return { languageFolders: [] };
  const ofContent = entries.filter(isData).flatMap((entry) => {
    const source = trimPath(getText(getIgnoringCase(entry, 'source')) ?? '');
    const target = trimPath(getText(getIgnoringCase(entry, 'target')) ?? '');
    const key = getText(getIgnoringCase(entry, 'lang'))?.toLowerCase();
    const isContent = target === 'content' || target.startsWith('content/');
    return isContent ? [{ source, target, ...(key !== undefined && { key }) }] : [];
  });
  const isHonoured = ({ source, target }: ContentMount) =>
    source !== '' && !/(^|\/)\.\.(\/|$)|[*]|^\w:/.test(`${source} ${target}`);
  const honoured = ofContent.filter(isHonoured);
  const languageFolders = honoured.flatMap(({ source: folder, target, key }) =>
    key !== undefined && target === 'content' ? [{ folder, key }] : [],
  );
  const mounts = honoured
    .filter(({ source }) => !languageFolders.some(({ folder }) => folder === source))
    .map(({ source, target }) => ({ source, target }));
  const warnings = ofContent
    .filter((mount) => !isHonoured(mount))
    .map(
      ({ source, target }) => `the mount of ${source} at ${target} is not within the site and was left out`,
    );
  return {
    ...(ofContent.length > languageFolders.length && { mounts }),
    languageFolders,
    ...(warnings.length > 0 && { warnings }),
  };
}

/** Returns where a mount puts a file, or null if none does. */
export function findMountedPath(file: string, mounts: ContentMount[] = []): string | null {
  for (const { source, target } of mounts) {
    if (file === source) return target;
    if (file.startsWith(`${source}/`)) return target + file.slice(source.length);
  }
  return null;
}

/** Lists the places at which a file of the content may be, by the mounts. */
export function listMountSources(file: string, mounts: ContentMount[] | undefined): string[] {
  if (mounts === undefined) return [file];
  return mounts.flatMap(({ source, target }) => {
    if (file === target) return [source];
    return file.startsWith(`${target}/`) ? [source + file.slice(target.length)] : [];
  });
}

function trimPath(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}
