/** A block of the block editor, its inner blocks already HTML. */
export interface EditorBlock {
  /** `core/paragraph`, `acme/chart`. */
  name: string;
  attributes: Record<string, unknown>;
  html: string;
}

interface Delimiter {
  kind: 'open' | 'close' | 'void';
  name: string;
  attributes: Record<string, unknown>;
}

export function hasBlocks(content: string): boolean {
  return /<!--\s+wp:/.test(content);
}

/**
 * The HTML of a content that the block editor wrote: HTML with comments around each block, by
 * https://developer.wordpress.org/block-editor/reference-guides/data/data-format/. `render` says what each
 * block comes to, from the inside out. A block that is not closed ends with what it stands in.
 */
export function renderBlocks(content: string, render: (block: EditorBlock) => string): string {
  const open: EditorBlock[] = [{ name: '', attributes: {}, html: '' }];
  const close = () => {
    const block = open.pop()!;
    open.at(-1)!.html += render(block);
  };
  for (const part of splitBlocks(content)) {
    if (typeof part === 'string') open.at(-1)!.html += part;
    else if (part.kind === 'close') {
      const at = open.findLastIndex(({ name }) => name === part.name);
      while (at > 0 && open.length > at) close();
    } else {
      open.push({ name: part.name, attributes: part.attributes, html: '' });
      if (part.kind === 'void') close();
    }
  }
  while (open.length > 1) close();
  return open[0]!.html;
}

function* splitBlocks(content: string): Generator<string | Delimiter> {
  let position = 0;
  for (let start = content.indexOf('<!--'); start !== -1; start = content.indexOf('<!--', start + 4)) {
    const end = content.indexOf('-->', start);
    if (end === -1) break;
    const delimiter = parseDelimiter(content.slice(start + 4, end));
    if (delimiter === null) continue;
    yield content.slice(position, start);
    yield delimiter;
    position = end + 3;
  }
  yield content.slice(position);
}

/** What stands in the comment. Its JSON cannot hold `--`, so that the comment ends where it seems to. */
function parseDelimiter(comment: string): Delimiter | null {
  const [, closing, name, rest] =
    /^\s+(\/)?wp:([a-z][a-z0-9_-]*(?:\/[a-z][a-z0-9_-]*)?)\s+([\s\S]*)$/.exec(comment) ?? [];
  if (name === undefined) return null;
  const attributesText = rest!.trim();
  const isVoid = attributesText.endsWith('/');
  return {
    kind: closing ? 'close' : isVoid ? 'void' : 'open',
    name: name.includes('/') ? name : `core/${name}`,
    attributes: parseAttributes(isVoid ? attributesText.slice(0, -1) : attributesText),
  };
}

function parseAttributes(json: string): Record<string, unknown> {
  try {
    const value = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
