import path from 'node:path';
import { formatImportLink } from '../../modules/import/import-link.js';
import { findLinks } from './site/find-links.js';

const FILE_LINK = /\.(md|markdown|mdx)\b/i;

/**
 * Turns links between the files of a folder into links to their articles. `sourceId` is that of the file, which
 * begins with the folder's name.
 */
export function resolveFileLinks(markdown: string, sourceId: string): string {
  if (!FILE_LINK.test(markdown)) return markdown;
  const parts: string[] = [];
  let last = 0;
  for (const { url, from, to } of findLinks(markdown)) {
    const link = toFileLink(url, sourceId);
    if (link === null) continue;
    parts.push(markdown.slice(last, from), link);
    last = to;
  }
  return parts.join('') + markdown.slice(last);
}

function toFileLink(url: string, sourceId: string): string | null {
  const length = url.search(/[?#]/);
  const name = length < 0 ? url : url.slice(0, length);
  if (!/\.(md|markdown|mdx)$/i.test(name) || /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(name)) return null;
  const [root = ''] = sourceId.split('/');
  const target = name.startsWith('/')
    ? path.posix.join(root, decode(name))
    : path.posix.join(path.posix.dirname(sourceId), decode(name));
  const sourceIds = [target.normalize('NFC')];
  return formatImportLink({ sourceIds, paths: [], suffix: url.slice(name.length), fallback: url });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
