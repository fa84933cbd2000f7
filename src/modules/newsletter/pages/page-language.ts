import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

/** Parameter of a page's URL that chooses its language. */
export const LANGUAGE_PARAMETER = 'language';

/**
 * Returns the one of the site's languages that a request asks for: by the parameter `language`, the header
 * `x-language`, or Accept-Language. Returns the first language otherwise.
 */
export function getPageLanguage(request: FastifyRequest, languages: readonly string[]): string {
  const [fallback = 'en'] = languages;
  if (languages.length === 1) return fallback;
  const chosen = [readLanguageParameter(request), request.headers['x-language']];
  const found = chosen.map((tag) =>
    languages.find((each) => each.toLowerCase() === String(tag).toLowerCase()),
  );
  return (
    found.find((tag) => tag !== undefined) ?? new Negotiator(request.raw).language([...languages]) ?? fallback
  );
}

/** Returns the value of the parameter `language` in the URL or the form; null without it. */
export function readLanguageParameter({ query, body }: FastifyRequest): string | null {
  const { [LANGUAGE_PARAMETER]: inUrl } = query as Record<string, string | string[] | undefined>;
  if (typeof inUrl === 'string') return inUrl;
  return body instanceof URLSearchParams ? body.get(LANGUAGE_PARAMETER) : null;
}
