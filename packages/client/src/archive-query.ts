/** The query of a page with an archive: a month such as 2026-01, slugs, and the number of the page. */
export type ArchiveQuery = Record<string, string | string[] | undefined>;

/**
 * Returns conditions on articles, as variables, and the number of the page from the query of an address. A month that
 * does not exist is no condition.
 */
export function readArchiveQuery({ month, section, tag, author, series, page }: ArchiveQuery) {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(`${month}`) ?? [];
  const toTime = (offset: number) =>
    new Date(Date.UTC(Number(year), Number(number) - 1 + offset)).toISOString();
  return {
    ...(year && { publishedAt: { after: toTime(0), before: toTime(1) } }),
    ...(section && { sections: { any: [section].flat() } }),
    ...(tag && { tags: { any: [tag].flat() } }),
    ...(author && { authors: { any: [author].flat() } }),
    ...(series && { series: { any: [series].flat() } }),
    page: Math.min(Math.max(1, Math.trunc(Number(page)) || 1), 10_000),
  };
}
