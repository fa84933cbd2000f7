import { Liquid } from 'liquidjs';
import { slugify } from '../../../shared/text/slug.js';
import type { Data } from './site.js';

/** Limits of a template in front matter: characters to parse, milliseconds to render, units of memory. */
const LIMITS = { parseLimit: 10_000, renderLimit: 500, memoryLimit: 100_000 };

const engine = new Liquid({
  ...LIMITS,
  ...{
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    templates: {},
    relativeReference: false,
  },
});
for (const name of ['slugify', 'slug'])
  engine.registerFilter(name, (text: unknown) => slugify(String(text ?? '')));
engine.registerFilter('url', (text: unknown) => String(text ?? ''));

/**
 * Fills the expressions of a permalink, in the syntax of Liquid or the simple one of Nunjucks. Returns null
 * if an expression needs values that only the code of the site has.
 */
export function fillTemplate(template: string, values: Data): string | null {
  if (!/\{\{|\{%/.test(template)) return template;
  // Nunjucks passes arguments in parentheses, Liquid after a colon.
  const liquid = template.replace(/\|\s*(\w+)\(([^(){}]*)\)/g, (_, name: string, given: string) =>
    given.trim() === '' ? `| ${name}` : `| ${name}: ${given}`,
  );
  try {
    return String(engine.parseAndRenderSync(liquid, values)).trim();
  } catch {
    return null;
  }
}
