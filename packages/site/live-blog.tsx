import { load } from './dateline';
import { type EntriesFragment, LiveBlogDocument } from './generated';
import { getPrefix, type Texts } from './languages';
import { LiveUpdates } from './live-updates';

interface Formats {
  timeZone: string;
  language: string;
  texts: Texts;
}

/** The coverage of a live blog, below the text of its article. */
export async function LiveBlog({ slug, ...formats }: Formats & { slug: string }) {
  const { article } = await load(LiveBlogDocument, { slug }, formats.language);
  const { texts, language } = formats;
  const blog = article?.liveBlog;
  if (!article || !blog) return null;
  const { pinned, keyEvents, entries, summary } = blog;
  return (
    <section className="live-blog" aria-label={texts.updates}>
      <LiveUpdates
        id={article.id}
        path={article.path}
        blog={{ isLive: blog.isLive, cursor: blog.cursor }}
        texts={texts}
      />
      {summary && <div className="summary" dangerouslySetInnerHTML={{ __html: summary.html }} />}
      {pinned && (
        <p className="pinned">
          {texts.pinned}: <a href={getEntryPath(slug, pinned, language)}>{pinned.title ?? texts.update}</a>
        </p>
      )}
      {keyEvents.length > 0 && (
        <nav aria-label={texts.keyEvents}>
          <h2>{texts.keyEvents}</h2>
          <ul>
            {keyEvents.map((entry) => (
              <li key={entry.id}>
                <Moment at={entry.publishedAt} {...formats} />{' '}
                <a href={getEntryPath(slug, entry, language)}>{entry.title ?? texts.update}</a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <Entries entries={entries} slug={slug} {...formats} />
    </section>
  );
}

/** A page of entries, with links to older and newer ones. */
export function Entries({
  entries: { nodes, pageInfo },
  slug,
  ...formats
}: Formats & { entries: EntriesFragment; slug: string }) {
  const { texts, language } = formats;
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = pageInfo;
  return (
    <>
      {hasPreviousPage && startCursor && (
        <p>
          <a href={getPath({ story: slug, before: startCursor }, language)}>{texts.newerUpdates}</a>
        </p>
      )}
      {nodes.map(({ id, anchor, title, publishedAt, isKeyEvent, authors, body, corrections }) => (
        <article key={id} id={anchor} className={isKeyEvent ? 'entry key-event' : 'entry'}>
          <p className="entry-time">
            <a href={getEntryPath(slug, { id }, language)}>
              <Moment at={publishedAt} {...formats} />
            </a>
          </p>
          {title && <h2>{title}</h2>}
          {authors.length > 0 && <p className="byline">{authors.map(({ name }) => name).join(', ')}</p>}
          {body && <div className="entry-body" dangerouslySetInnerHTML={{ __html: body.html }} />}
          {corrections.map(({ text }) => (
            <p key={text} className="correction">
              {text}
            </p>
          ))}
        </article>
      ))}
      {hasNextPage && endCursor && (
        <p>
          <a href={getPath({ story: slug, after: endCursor }, language)}>{texts.olderUpdates}</a>
        </p>
      )}
    </>
  );
}

/** The day and time of an entry. */
function Moment({ at, timeZone, language }: Formats & { at: string }) {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  return <time dateTime={at}>{format.format(new Date(at))}</time>;
}

/** Returns the address of the page with an entry in the middle. */
function getEntryPath(slug: string, { id }: { id: string }, language: string): string {
  return getPath({ story: slug, entry: id }, language);
}

function getPath(query: Record<string, string>, language: string): string {
  return `${getPrefix(language)}/updates?${new URLSearchParams(query)}`;
}
