/** Returns the warning for an article that its source keeps out of search engines. */
export function describeNoindex(source: string): string {
  return `noindex ${source}: left out of sitemaps`;
}

/** Returns true if directives of `<meta name="robots">` or `X-Robots-Tag` forbid to index a page. */
export function forbidsIndexing(directives: string): boolean {
  return directives
    .split(',')
    .some((directive) => /^(?!max-)([\w-]+:\s*)?(noindex|none)$/i.test(directive.trim()));
}
