import { Liquid, type TagToken } from 'liquidjs';
import { slugify } from '../../../shared/text/slug.js';
import type { Data } from '../site/site.js';
import { findTemplateTags, replaceTemplateTags } from './find-tags.js';
import { convertShortcode, fillShortcode, toFileUrl } from './shortcode-html.js';
import type { OnRemoved, OwnShortcodes } from './shortcodes.js';

/** Limits of a body: characters to parse, milliseconds to render, and units of memory. */
const LIMITS = { parseLimit: 5_000_000, renderLimit: 2_000, memoryLimit: 10_000_000 };
/** Number of tags that are removed one by one, each of which renders the text again. */
const MAX_REMOVED = 200;

const BLOCKS = ['for', 'if', 'unless', 'case', 'capture', 'tablerow', 'comment'];

/**
 * Renders a body as Jekyll does, with plain data. Expressions that cannot be computed are removed; blocks
 * such as loops with all that is in them.
 */
export function renderLiquid(
  text: string,
  { values, basePath, own }: { values: Data; basePath: string | null; own: OwnShortcodes },
  onRemoved: OnRemoved,
): string {
  const engine = createEngine(basePath, own);
  let source = text;
  for (let removed = 0; removed < MAX_REMOVED; removed += 1) {
    try {
      return String(engine.parseAndRenderSync(source, values));
    } catch (error) {
      const range = findFailed(source, (error as { token?: { begin: number } }).token?.begin ?? -1);
      if (range === null) break;
      onRemoved(range.tag, range.from);
      // Line breaks stay, so that lines of later findings are right.
      source =
        source.slice(0, range.from) + keepLines(source.slice(range.from, range.to)) + source.slice(range.to);
    }
  }
  return replaceTemplateTags(source, ({ text: tag, from }) => {
    onRemoved(tag, from);
    return keepLines(tag);
  });
}

/** Returns the tag at an offset; of the tag that begins a block, the whole block. */
function findFailed(source: string, offset: number): { tag: string; from: number; to: number } | null {
  const tags = findTemplateTags(source).map(({ text, from, to }) => ({
    ...{ tag: text, from, to, name: /^\{%-?\s*(\w+)/.exec(text)?.[1] ?? '' },
  }));
  const index = tags.findIndex(({ from, to }) => from <= offset && offset < to);
  const found = tags[index];
  if (found === undefined) return null;
  const name = BLOCKS.includes(found.name) ? found.name : null;
  if (name === null) return found;
  let depth = 0;
  for (const { name: each, to } of tags.slice(index + 1)) {
    if (each === name) depth += 1;
    else if (each === `end${name}` && depth > 0) depth -= 1;
    else if (each === `end${name}`) return { ...found, to };
  }
  return found;
}

function keepLines(text: string): string {
  return text.replace(/[^\n]+/g, '');
}

function createEngine(basePath: string | null, own: OwnShortcodes): Liquid {
  const engine = new Liquid({
    ...LIMITS,
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    templates: {},
  });
  const toPath = (url: unknown) => {
    const text = String(url ?? '');
    return /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(text) ? text : `${basePath ?? ''}/${text.replace(/^\//, '')}`;
  };
  for (const name of ['relative_url', 'absolute_url', 'url']) engine.registerFilter(name, toPath);
  for (const name of ['slugify', 'slug']) engine.registerFilter(name, (text) => slugify(String(text ?? '')));
  engine.registerFilter('markdownify', (text) => text);
  for (const name of [
    'include',
    'include_relative',
    'gist',
    'youtube',
    'vimeo',
    'tweet',
    ...Object.keys(own),
  ]) {
    registerTag(engine, name, (text) => convertTag(name, text, own));
  }
  // Only a site has files that links can lead to.
  if (basePath === null) return engine;
  registerTag(engine, 'link', (text) => toFileUrl(`/${text.trim().replace(/^\//, '')}`));
  registerTag(engine, 'post_url', (text) => toFileUrl(`/_posts/${text.trim().replace(/^\//, '')}`));
  return engine;
}

/** Error for a tag that stands for nothing known. */
class UnknownTagError extends Error {
  override readonly name = 'UnknownTagError';
}

function registerTag(engine: Liquid, name: string, convert: (text: string) => string | null): void {
  engine.registerTag(name, {
    parse(token: TagToken) {
      this.converted = convert(token.args);
      if (this.converted === null) throw new UnknownTagError(name);
    },
    render() {
      return this.converted as string;
    },
  });
}

const VALUE = /(?:([\w-]+)\s*=\s*)?(?:"([^"]*)"|'([^']*)'|([^\s"'=]+))/g;

function convertTag(tag: string, text: string, own: OwnShortcodes): string | null {
  const values = { named: {} as Record<string, string>, positional: [] as string[], inner: '' };
  for (const [, key, ...texts] of text.matchAll(VALUE)) {
    const value = texts.find((each) => each !== undefined) ?? '';
    if (key === undefined) values.positional.push(value);
    else values.named[key] = value;
  }
  const isInclude = tag.startsWith('include');
  const name = isInclude ? (values.positional.shift() ?? '') : tag;
  const ownName = [name, name.replace(/\.\w+$/, '')].find((each) => Object.hasOwn(own, each));
  const template = ownName === undefined ? undefined : own[ownName];
  if (template === null) return '';
  if (template !== undefined) return fillShortcode(template, values);
  return convertShortcode(name, values);
}
