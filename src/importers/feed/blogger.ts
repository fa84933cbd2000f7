import { SaxesParser } from 'saxes';
import { toSitePath } from '../../shared/paths.js';
import { type EntryState, type FeedEntry, MARKED_AS_DRAFT, PUBLIC } from './feed-entry.js';

const ATOM = 'http://www.w3.org/2005/Atom';
const BLOGGER = 'http://schemas.google.com/blogger/2018';
const KIND_SCHEME = 'http://schemas.google.com/g/2005#kind';
const FORMER_KIND = 'http://schemas.google.com/blogger/2008/kind#';
/** Kinds of entries that are articles. */
const ARTICLE_KINDS = ['post', 'page'];

/** Elements of an entry in Blogger's namespace, by local name: `type`, `status`, `filename`, `trashed`. */
export type BloggerElements = Map<string, string>;

interface Category {
  scheme?: string | undefined;
  term?: string | undefined;
}

/** Reads the elements of Blogger's namespace from its export by Google Takeout, by ID of the entry. */
export function readBloggerElements(xml: string): Map<string, BloggerElements> {
  const entries = new Map<string, BloggerElements>();
  if (!xml.includes(BLOGGER)) return entries;
  const parser = new SaxesParser({ xmlns: true });
  /** Names of the open elements below the feed; null for those of other namespaces. */
  const open: (string | null)[] = [];
  let [id, elements, text] = ['', new Map<string, string>(), ''];
  parser.on('opentag', ({ uri, local }) => {
    open.push(uri === ATOM || uri === BLOGGER ? local : null);
    text = '';
    if (open.length === 2) [id, elements] = ['', new Map()];
  });
  parser.on('text', (value) => {
    text += value;
  });
  parser.on('closetag', ({ uri, local }) => {
    if (open.length === 3 && open[1] === 'entry') {
      if (uri === BLOGGER) elements.set(local, text.trim());
      if (uri === ATOM && local === 'id') id = text.trim();
    }
    if (open.length === 2 && local === 'entry') entries.set(id, elements);
    open.pop();
  });
  // The parser of feeds has read the file, whatever its flaws.
  parser.on('error', () => undefined);
  parser.write(xml).close();
  return entries;
}

/** Returns true for a category that names the kind of the entry, and is no label. */
export function isKindCategory({ scheme }: Category): boolean {
  return scheme === KIND_SCHEME;
}

/** Returns kind, state and path of an entry of Blogger, or null for other entries. */
export function describeBloggerEntry(
  categories: Category[],
  elements: BloggerElements | undefined,
  isMarkedAsDraft: boolean,
): Pick<FeedEntry, 'kind' | 'state' | 'path'> | null {
  const term = categories.find(isKindCategory)?.term ?? '';
  const formerKind = term.startsWith(FORMER_KIND) ? term.slice(FORMER_KIND.length) : null;
  const kind = elements?.get('type')?.toLowerCase() ?? formerKind;
  if (kind === null) return null;
  const fileName = elements?.get('filename');
  const path = fileName ? toSitePath(fileName) : null;
  return { kind, path, state: getState(kind, elements, isMarkedAsDraft) };
}

function getState(kind: string, elements: BloggerElements | undefined, isMarkedAsDraft: boolean): EntryState {
  if (!ARTICLE_KINDS.includes(kind)) return { name: 'left out', reason: 'not a post or page' };
  if (isMarkedAsDraft) return MARKED_AS_DRAFT;
  if (elements === undefined || !elements.has('type')) return PUBLIC;
  const status = elements.get('status') ?? '';
  // An empty element says that the post was never in the trash.
  if (status === 'SOFT_TRASHED' || elements.get('trashed'))
    return { name: 'left out', reason: 'in the trash in Blogger' };
  if (status === 'LIVE' || status === 'SCHEDULED') return PUBLIC;
  const what = status === 'DRAFT' ? 'a draft' : `unknown status "${status.slice(0, 40)}"`;
  return { name: 'draft', reason: `${what} in Blogger: imported as a draft` };
}
