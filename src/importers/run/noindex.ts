import type { RobotsColumns } from '../../shared/robots.js';

/** Returns the warning for an article that its source keeps out of search engines. */
export function describeNoindex(source: string): string {
  return `noindex ${source}: left out of sitemaps`;
}

/** Returns true if directives of `<meta name="robots">` or `X-Robots-Tag` forbid to index a page. */
export function forbidsIndexing(directives: string): boolean {
  return hasDirective(directives, /^(noindex|none)$/i);
}

/** Returns true if directives of `<meta name="robots">` or `X-Robots-Tag` forbid to follow the links of a page. */
export function forbidsFollowing(directives: string): boolean {
  return hasDirective(directives, /^(nofollow|none)$/i);
}

/** Returns what directives forbid; null for what they do not. */
export function readDirectives(directives: string): RobotsColumns {
  return { noindex: forbidsIndexing(directives) || null, nofollow: forbidsFollowing(directives) || null };
}

/** Compares each directive, without the name of a crawler before it. */
function hasDirective(directives: string, name: RegExp): boolean {
  return directives.split(',').some((directive) => {
    const text = directive.trim();
    return !/^max-/i.test(text) && name.test(text.replace(/^[\w-]+:\s*/, ''));
  });
}
