/** The query of a page with search results: words as `q`, the slugs of a section and a tag, a cursor as `after`. */
export type SearchQuery = Record<string, string | string[] | undefined>;

/** The number of characters that the gateway accepts. */
const MAX_LENGTH = 500;

/** Returns the variables of a search from the query of an address. */
export function readSearchQuery({ q, section, tag, after }: SearchQuery) {
  return {
    // The gateway refuses half of a character of two UTF-16 units, at which the limit may cut.
    query: `${getFirst(q) ?? ''}`.slice(0, MAX_LENGTH).replace(/\p{Surrogate}$/u, ''),
    ...(section && { sections: { any: [section].flat() } }),
    ...(tag && { tags: { any: [tag].flat() } }),
    ...(after && { after: getFirst(after) }),
  };
}

/** Returns the address of a page with search results, without the parameters that are undefined. */
export function toSearchAddress(path: string, query: SearchQuery): string {
  const entries = Object.entries(query).flatMap(([name, value = []]) =>
    [value].flat().map((each) => [name, each]),
  );
  return `${path}?${new URLSearchParams(entries)}`;
}

export function getFirst(value: string | string[] | undefined): string | undefined {
  return [value ?? []].flat()[0];
}
