import type { WordPressSite } from '../site.js';
import { getMeta, type WordPressItem } from '../wordpress-item.js';
import { type QueryParameters, RestApiUnavailableError, type RestReader } from './rest-api.js';
import { parseMedia, parseReusableBlock } from './rest-item.js';

/** Number of IDs per request, so that the URL does not become too long. */
const IDS_PER_REQUEST = 100;
/** Reusable blocks that contain one another are loaded to this depth. */
const MAX_DEPTH = 5;
const MEDIA_SHORTCODE = /\[(?:gallery|playlist|audio|video)\b([^[\]]*)\]/g;
const REUSABLE_BLOCK = /<!--\s+wp:(?:core\/)?block\s+\{"ref":(\d+)/g;

/** Loads the files and reusable blocks that the contents of posts name; an export has them as items. */
export async function loadReferences(
  items: WordPressItem[],
  api: RestReader,
  site: WordPressSite,
): Promise<void> {
  const written = items.filter(({ isRendered }) => !isRendered);
  const contents = written.map(({ content }) => content);
  await loadBlocks(contents, api, site);
  const shortcodes = [...contents, ...site.reusableBlocks.values()].flatMap((content) => [
    ...(content ?? '').matchAll(MEDIA_SHORTCODE),
  ]);
  const named = shortcodes.flatMap(([, attributes = '']) => {
    const [, list = ''] = /\b(?:ids|include)\s*=\s*["']?([\d,\s]+)/.exec(attributes) ?? [];
    return list.split(/[\s,]+/).filter(Boolean);
  });
  const parents = written.filter(({ content }) => /\[(?:gallery|playlist|audio|video)\b/.test(content));
  const context: QueryParameters = api.isLoggedIn ? { context: 'edit' } : {};
  const add = (media: unknown) => void parseMedia(media, site);
  // Embedded in a post, a file has a caption that WordPress may have made, and nothing that says so.
  const captioned = items.map((item) => getMeta(item, '_thumbnail_id')).filter(site.attachments.hasCaption);
  await fetchAll(api, 'media', 'include', [...named, ...captioned], context, add);
  await fetchAll(
    api,
    'media',
    'parent',
    parents.map(({ id }) => id),
    context,
    add,
  );
}

async function loadBlocks(contents: string[], api: RestReader, site: WordPressSite): Promise<void> {
  let texts = contents;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const ids = texts
      .flatMap((text) => [...text.matchAll(REUSABLE_BLOCK)].map(([, id = '']) => id))
      .filter((id) => !site.reusableBlocks.has(id));
    if (ids.length === 0) return;
    const before = new Set(site.reusableBlocks.keys());
    await fetchAll(api, 'blocks', 'include', ids, { context: 'edit' }, (block) =>
      parseReusableBlock(block, site),
    );
    texts = [...site.reusableBlocks].filter(([id]) => !before.has(id)).map(([, text]) => text ?? '');
  }
}

async function fetchAll(
  api: RestReader,
  route: string,
  parameter: string,
  ids: string[],
  context: QueryParameters,
  add: (json: unknown) => void,
): Promise<void> {
  const unique = [...new Set(ids)];
  for (let start = 0; start < unique.length; start += IDS_PER_REQUEST) {
    const list = unique.slice(start, start + IDS_PER_REQUEST).join(',');
    try {
      for await (const page of api.fetchPages(route, { ...context, [parameter]: list }))
        for (const each of page) add(each);
    } catch (error) {
      // Not every login may read every route. Posts with missing references get a warning.
      if (!(error instanceof RestApiUnavailableError)) throw error;
    }
  }
}
