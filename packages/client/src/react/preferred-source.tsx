import type { ReactNode } from 'react';

/**
 * Returns the URL at which readers make a site a preferred source of Google's Top Stories. Null for a site under a path,
 * which Google does not offer (https://developers.google.com/search/docs/appearance/preferred-sources).
 */
export function getPreferredSourceUrl(siteUrl: string): string | null {
  const { host, pathname } = new URL(siteUrl);
  return pathname === '/' ? `https://www.google.com/preferences/source?q=${encodeURIComponent(host)}` : null;
}

/** Renders a link by which readers make the site a preferred source on Google. Renders nothing for a site under a path. */
export function PreferredSource({
  site,
  children = 'Prefer us on Google',
}: {
  site: { url: string };
  children?: ReactNode;
}): ReactNode {
  const href = getPreferredSourceUrl(site.url);
  return href && <a href={href}>{children}</a>;
}
