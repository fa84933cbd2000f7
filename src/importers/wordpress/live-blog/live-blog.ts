import { ContentRefusedError } from '../../../content/content-error.js';
import { LIVE_BLOG_KIND } from '../../../modules/live-blog/live-blog-kind.js';
import { LIVE_BLOG_LIMITS } from '../../../modules/live-blog/live-blog-limits.js';
import type { ExternalEntry } from '../../../modules/live-blog/write/external-live-blog.js';
import { slugify } from '../../../shared/text/slug.js';
import { htmlToText } from '../../html/html-text.js';
import type { ImportedArticle } from '../../run/imported-article.js';
import { readBody } from '../body/body.js';
import type { ConversionContext } from '../body/conversion.js';
import type { WordPressEntry } from './live-blog-entry.js';
import { getLiveBlogState } from './live-blog-state.js';

/** Elements of commands such as `/key`, which the page of a live blog hides. */
const COMMAND = /<span class="liveblog-command [^"<>]*">[^<>]*<\/span>/g;

/** Reads the live blog of a post of the plugins Liveblog and Easy Liveblogs. Returns {} for other posts. */
export async function readLiveBlog(
  context: ConversionContext,
): Promise<Pick<ImportedArticle, 'kind' | 'liveBlog'>> {
  const { item, site, warnings } = context;
  const state = getLiveBlogState(item);
  if (state === null) {
    if (item.entries.length > 0)
      warnings.add(
        `the live blog is switched off in WordPress: its ${item.entries.length} entries were left out`,
      );
    return {};
  }
  const entries: ExternalEntry[] = [];
  for (const entry of [...item.entries, ...site.entryPosts.list(item.id, site.people)]) {
    const read = await readEntry(entry, context);
    if (read) entries.push(read);
  }
  entries.sort((a, b) => a.publishedAt.getTime() - b.publishedAt.getTime());
  limitKeyEvents(entries, context);
  const shown = entries.filter(({ isDraft }) => !isDraft);
  const times = shown.map(({ publishedAt, updatedAt }) => (updatedAt ?? publishedAt).getTime());
  return {
    kind: LIVE_BLOG_KIND,
    liveBlog: {
      startedAt: shown[0]?.publishedAt ?? item.date,
      // The plugins do not store when it ended.
      endedAt: state === 'live' ? null : times.length > 0 ? new Date(Math.max(...times)) : item.modified,
      summary: null,
      pinned: null,
      entries,
    },
  };
}

/** Reads an entry; null for one that cannot be imported, with a warning. */
async function readEntry(entry: WordPressEntry, context: ConversionContext): Promise<ExternalEntry | null> {
  const { id, content, date, modified, isKeyEvent, isDraft } = entry;
  const { item, warnings } = context;
  if (date === null) {
    warnings.add(`the entry ${id} of the live blog has no time and was left out`);
    return null;
  }
  try {
    const text = await readBody(
      { ...item, content: content.replace(COMMAND, ''), isRendered: false },
      context,
    );
    const title = htmlToText(entry.title).slice(0, LIVE_BLOG_LIMITS.title) || null;
    if (title === null && text.trim() === '') {
      warnings.add(`the entry ${id} of the live blog shows nothing and was left out`);
      return null;
    }
    return {
      id: null,
      key: id,
      publishedAt: date,
      updatedAt: modified,
      title,
      body: { format: 'html', text },
      authors: getAuthors(entry, context),
      isKeyEvent,
      isDraft,
      retractedAt: null,
      corrections: [],
      article: null,
    };
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    warnings.add(`the entry ${id} of the live blog was left out: ${error.message}`);
    return null;
  }
}

/** Returns the authors of an entry by name, or by slug where the name is also that of another author. */
function getAuthors({ authors }: WordPressEntry, { site, warnings }: ConversionContext): string[] {
  const names = authors.flatMap(({ id, name }) => {
    const known = id === null ? null : (site.terms?.findSlug('author', id) ?? site.people.findById(id));
    const found = known ?? name.replace(/@.*/, '');
    if (slugify(found) !== '') return [found];
    warnings.add(`the author with the ID ${id} of an entry is not in ${site.referenceSource}`);
    return [];
  });
  return [...new Set(names)];
}

/** Makes ordinary entries of the earliest key events if there are too many. */
function limitKeyEvents(entries: ExternalEntry[], { warnings }: ConversionContext): void {
  const surplus = entries.filter(({ isKeyEvent }) => isKeyEvent).slice(0, -LIVE_BLOG_LIMITS.keyEvents);
  if (surplus.length === 0) return;
  for (const entry of surplus) entry.isKeyEvent = false;
  warnings.add(
    `a live blog has at most ${LIVE_BLOG_LIMITS.keyEvents} key events: the ${surplus.length} earliest are ordinary entries`,
  );
}
