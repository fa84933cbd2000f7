import type { Nodes } from 'mdast';
import { getOffsets } from '../get-offsets.js';
import { parseMarkdown } from '../parse-markdown.js';
import { type Data, getText, isData } from '../site/site.js';

const PLUGIN = 'jekyll-mentions';
/** A name after `@`, as the plugin reads it: not within a word, a path or another name. */
const MENTION = /(?<![\p{L}\p{N}_@/])@([a-z0-9][a-z0-9-]{0,99})(?![\w/-])/giu;

/**
 * Returns the address before the names that Jekyll's plugin for mentions links, or null if the site does not use it.
 */
export function getMentionsUrl(config: Data): string | null {
  const plugins = [config.plugins, config.gems].flat();
  if (!plugins.includes(PLUGIN)) return null;
  const own = config[PLUGIN];
  const url = getText(isData(own) ? own.base_url : own) ?? 'https://github.com';
  return url.replace(/\/?$/, '/');
}

/** Links the names that are mentioned in a Markdown text, such as `@jo`, but none in links and code. */
export function linkMentions(markdown: string, url: string): string {
  if (!markdown.includes('@')) return markdown;
  const parts: string[] = [];
  let last = 0;
  for (const { from, to } of findTexts(parseMarkdown(markdown))) {
    parts.push(
      markdown.slice(last, from),
      markdown.slice(from, to).replace(MENTION, (mention, name: string) => `[${mention}](${url}${name})`),
    );
    last = to;
  }
  return parts.join('') + markdown.slice(last);
}

/** Yields where texts outside of links are, in their order. */
function* findTexts(node: Nodes): Generator<{ from: number; to: number }> {
  if (node.type === 'link' || node.type === 'linkReference') return;
  if (node.type === 'text') {
    yield getOffsets(node);
  } else if ('children' in node) {
    for (const child of node.children) yield* findTexts(child);
  }
}
