import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse';
import { explainFile } from '../fetch/identify-content.js';
import type { SubscriberEntry } from '../run/subscriber-items.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import { readRows, toSourceError } from './export-file.js';
import { memberSchema, parseGhostDate } from './ghost-post.js';
import type { GhostExport } from './read-export.js';

/**
 * Yields the members of an export or JSON list. Members who receive no newsletter, or to whom an email
 * bounced, count as unsubscribed. `getDefaultNewsletter` returns the newsletter for lists that name none.
 */
export async function* readMembers(
  file: string,
  ghostExport: GhostExport,
  getDefaultNewsletter: () => Promise<string>,
): AsyncGenerator<SubscriberEntry> {
  const active = [...ghostExport.newsletters.values()].filter(({ status }) => status !== 'archived');
  const all = [...new Set([...active.map(({ slug }) => slug), ...ghostExport.memberNewsletters.keys()])];
  let position = 0;
  for await (const { table, row } of readRows(file)) {
    if (table !== 'members') continue;
    position += 1;
    const { id, email, created_at, newsletters, subscribed, ...mailState } = memberSchema.parse(row);
    const acceptsMail =
      !mailState.email_disabled && !mailState.email_suppression?.suppressed && subscribed !== false;
    const ids = ghostExport.subscriptions.get(id ?? '');
    const wanted = new Set([
      ...active.filter((each) => ids?.has(each.id)).map(({ slug }) => slug),
      ...(newsletters ?? []).map(({ slug }) => slug),
    ]);
    const isWanted = (slug: string) =>
      acceptsMail && (all.length === 0 ? subscribed === true : wanted.has(slug));
    const slugs = all.length > 0 ? all : [await getDefaultNewsletter()];
    yield {
      item: `member ${id ?? position}`,
      subscriber: {
        email,
        newsletters: slugs.map((slug) => ({ slug, isWanted: isWanted(slug) })),
        signedUpAt: parseGhostDate(created_at),
      },
    };
  }
}

/** Yields the members of a CSV list, which only states if they receive email. */
export async function* readCsvMembers(file: string, newsletter: string): AsyncGenerator<SubscriberEntry> {
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
        throw new UnreadableSourceError(
          `${basename(file)} is not a list of Ghost members: the column email or subscribed_to_emails is missing.${await explainFile(file, 'table')}`,
        );
      }
      const isWanted = /^(true|1|yes)$/i.test(subscribed) && !deleted_at;
      yield {
        item: `member ${id || info.lines}`,
        line: info.lines,
        subscriber: {
          email,
          newsletters: [{ slug: newsletter, isWanted }],
          signedUpAt: parseGhostDate(created_at),
        },
      };
    }
  } catch (error) {
    if (error instanceof CsvError) {
      const explanation = await explainFile(file, 'table');
      throw new UnreadableSourceError(`${basename(file)} is not valid CSV: ${error.message}.${explanation}`);
    }
    throw toSourceError(file, error as NodeJS.ErrnoException);
  }
}

interface CsvRow {
  record: Record<string, string | undefined>;
  info: { lines: number };
}
