import { MAX_URL_LENGTH } from '../../fields/field.js';
import { InputErrorCollector } from '../../mutations/input-errors.js';
import { findSitePath, type SiteAddress, toShortLink, toSitePath } from '../../shared/paths.js';
import { requireValue } from '../../shared/require-value.js';

/** Redirect as an editor or a file gives it. */
export interface RedirectValues {
  from: string;
  to: string;
  isPermanent: boolean;
}

/** Redirect as it is stored. */
export interface ParsedRedirect {
  path: string;
  /** Site-relative path, or absolute URL of another site. */
  target: string;
  isPermanent: boolean;
}

/** Parses a redirect; URLs of the site become paths. Throws UserErrorException with every error. */
export function parseRedirect({ from, to, isPermanent }: RedirectValues, site: SiteAddress): ParsedRedirect {
  const errors = new InputErrorCollector();
  errors.checkLength(['from'], from, MAX_URL_LENGTH);
  errors.checkLength(['to'], to, MAX_URL_LENGTH);
  const path = toShortLink(from) ?? toSitePath(from.trim());
  if (path === null) {
    errors.add(
      ['from'],
      'The value must be a path of the site, such as /2019/ferry, without ? and #, or a short link of WordPress, such as /?p=12.',
    );
  }
  const target = parseTarget(to.trim(), site);
  if (target === null) {
    errors.add(
      ['to'],
      'The value must be a path of the site, such as /2026/ferry, without ? and #, or an http or https URL.',
    );
  }
  if (path !== null && path === target) errors.add(['to'], 'A path cannot redirect to itself.');
  errors.throwIfAny();
  const message = 'An invalid redirect is an input error.';
  return { path: requireValue(path, message), target: requireValue(target, message), isPermanent };
}

function parseTarget(to: string, site: SiteAddress): string | null {
  if (to.startsWith('/')) return to === '/' ? to : toSitePath(to);
  const url = /^https?:/i.test(to) && URL.canParse(to) ? new URL(to) : null;
  if (!url || url.username || url.password) return null;
  const path = url.search || url.hash ? null : findSitePath(site, url);
  if (path === null) return url.href;
  return path === '/' ? path : toSitePath(path);
}
