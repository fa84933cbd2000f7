/** URL scheme of links that an import resolves when it saves an article. */
const SCHEME = 'dateline-import:';
const LINK = /dateline-import:([\w-]+)/g;

/** A link to another item of the same source, with a path that is known when both are saved. */
export interface ImportLink {
  /** Possible IDs of the item in its source. */
  sourceIds: string[];
  /** Possible paths of the item here. */
  paths: string[];
  /** True if the link names the item by its ID alone, so that its path stays unknown until the item is public. */
  hidesPath?: boolean;
  /** Query and fragment that are added to the path. */
  suffix: string;
  /** URL if there is no such item. */
  fallback: string;
}

/** Formats a link as a URL that HTML and Markdown keep as it is. */
export function formatImportLink(link: ImportLink): string {
  return SCHEME + Buffer.from(JSON.stringify(link)).toString('base64url');
}

/** Formats a link that names an item by its ID in the source alone. */
export function formatItemLink(sourceId: string): string {
  return formatImportLink({ sourceIds: [sourceId], paths: [], hidesPath: true, suffix: '', fallback: '' });
}

/** Lists the links in a text. Broken ones, which only a text about this scheme can have, are no links. */
export function listImportLinks(text: string): ImportLink[] {
  if (!text.includes(SCHEME)) return [];
  return [...text.matchAll(LINK)].flatMap(([, code = '']) => parse(code) ?? []);
}

/** Replaces the links in a text by URLs. */
export function replaceImportLinks(text: string, getUrl: (link: ImportLink) => string): string {
  return text.replace(LINK, (whole, code: string) => {
    const link = parse(code);
    return link ? getUrl(link) : whole;
  });
}

function parse(code: string): ImportLink | null {
  try {
    const link = JSON.parse(Buffer.from(code, 'base64url').toString()) as ImportLink;
    return Array.isArray(link.sourceIds) && Array.isArray(link.paths) ? link : null;
  } catch {
    return null;
  }
}
