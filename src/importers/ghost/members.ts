import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'csv-parse';
import type { ListedSubscriber } from '../subscriber-items.js';
import { UnreadableSource } from '../unreadable-source.js';
import { inWords, rowsOf } from './export-file.js';
import { dateOf, member } from './ghost-post.js';
import type { GhostExport } from './read-export.js';

/**
 * The members of an export, or of a list of members as JSON. Who gets no newsletter has left; so has one whom mail
 * does not reach. `fallback` is the newsletter of lists that name none.
 */
export async function* membersOf(
  file: string,
  found: GhostExport,
  fallback: () => Promise<string>,
): AsyncGenerator<ListedSubscriber> {
  const active = [...found.newsletters.values()].filter(({ status }) => status !== 'archived');
  const all = [...new Set([...active.map(({ slug }) => slug), ...found.listed.keys()])];
  let n = 0;
  for await (const { table, row } of rowsOf(file)) {
    if (table !== 'members') continue;
    n += 1;
    const { id, email, created_at, newsletters, subscribed, ...own } = member.parse(row);
    const isReached = !own.email_disabled && !own.email_suppression?.suppressed && subscribed !== false;
    const ids = found.subscriptions.get(id ?? '');
    const wanted = new Set([
      ...active.filter((each) => ids?.has(each.id)).map(({ slug }) => slug),
      ...(newsletters ?? []).map(({ slug }) => slug),
    ]);
    const isWanted = (slug: string) =>
      isReached && (all.length === 0 ? subscribed === true : wanted.has(slug));
    const slugs = all.length > 0 ? all : [await fallback()];
    yield {
      item: `member ${id ?? n}`,
      subscriber: {
        email,
        newsletters: slugs.map((slug) => ({ slug, isWanted: isWanted(slug) })),
        signedUpAt: dateOf(created_at),
      },
    };
  }
}

/** The members of a list as CSV, which says only whether they get mail. */
export async function* membersOfCsv(file: string, newsletter: string): AsyncGenerator<ListedSubscriber> {
  const parser = createReadStream(file).pipe(
    parse({
      columns: true,
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }),
  );
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRow>) {
      const { id, email, subscribed_to_emails: subscribed, deleted_at, created_at = '' } = record;
      if (email === undefined || subscribed === undefined) {
        throw new UnreadableSource(
          `${basename(file)} is no list of Ghost members: it has no column email or subscribed_to_emails.`,
        );
      }
      const isWanted = /^(true|1|yes)$/i.test(subscribed) && !deleted_at;
      yield {
        item: `member ${id || info.lines}`,
        line: info.lines,
        subscriber: { email, newsletters: [{ slug: newsletter, isWanted }], signedUpAt: dateOf(created_at) },
      };
    }
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('CSV_')) {
      throw new UnreadableSource(`${basename(file)} is no CSV: ${(error as Error).message}`);
    }
    throw inWords(file, error as NodeJS.ErrnoException);
  }
}

interface CsvRow {
  record: Record<string, string | undefined>;
  info: { lines: number };
}
