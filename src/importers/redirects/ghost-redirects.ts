import { z } from 'zod';
import { PATTERN_REFUSAL, type RedirectLine, toLiteralPath } from './redirect-line.js';

/** A redirects.json of Ghost: https://docs.ghost.org/themes/routing#redirects. */
export const ghostJsonSchema = z.array(
  z.object({ from: z.string(), to: z.string(), permanent: z.boolean().default(false) }),
);
/** A redirects.yaml of Ghost: targets by address, for permanent and for temporary redirects. */
export const ghostYamlSchema = z.strictObject({
  301: z.record(z.string(), z.string()).nullish(),
  302: z.record(z.string(), z.string()).nullish(),
});

/** Reads a redirects.json. */
export function readGhostJson(redirects: z.infer<typeof ghostJsonSchema>): RedirectLine[] {
  return redirects.map(({ from, to, permanent }, i) =>
    toRedirectLine(from, to, permanent ? '301' : '302', i + 1),
  );
}

/** Reads a redirects.yaml. */
export function readGhostYaml(redirects: z.infer<typeof ghostYamlSchema>): RedirectLine[] {
  const list = (status: 301 | 302) =>
    Object.entries(redirects[status] ?? {}).map(([from, to]) => ({ from, to, status: String(status) }));
  return [...list(301), ...list(302)].map(({ from, to, status }, i) =>
    toRedirectLine(from, to, status, i + 1),
  );
}

/** Reads a redirect from a regular expression. */
function toRedirectLine(from: string, to: string, status: string, line: number): RedirectLine {
  const path = toLiteralPath(from);
  return path === null
    ? { line, from, to, status, refusal: PATTERN_REFUSAL }
    : { line, from: path, to, status };
}
