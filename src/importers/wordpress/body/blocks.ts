/** A block of the block editor. Its inner blocks are already converted to HTML. */
export interface EditorBlock {
  /** Full name, such as `core/paragraph` or `acme/chart`. */
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
 * Converts content of the block editor, which delimits blocks with comments:
 * https://developer.wordpress.org/block-editor/reference-guides/data/data-format/.
 * Calls `render` for each block, innermost first. An unclosed block ends with its parent.
 */
export function renderBlocks(content: string, render: (block: EditorBlock) => string): string {
  const root: EditorBlock = { name: '', attributes: {}, html: '' };
  const open: EditorBlock[] = [];
  const write = (html: string) => {
    (open.at(-1) ?? root).html += html;
  };
  const close = () => {
    const block = open.pop();
    if (block) write(render(block));
  };
  for (const part of splitBlocks(content)) {
    if (typeof part === 'string') write(part);
    else if (part.kind === 'close') {
      const at = open.findLastIndex(({ name }) => name === part.name);
      while (at >= 0 && open.length > at) close();
    } else {
      open.push({ name: part.name, attributes: part.attributes, html: '' });
      if (part.kind === 'void') close();
    }
  }
  while (open.length > 0) close();
  return root.html;
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

/** Parses the content of a comment, or returns null if it is no block. Its JSON cannot contain `--`. */
function parseDelimiter(comment: string): Delimiter | null {
  const [, closing, name, rest = ''] =
    /^\s+(\/)?wp:([a-z][a-z0-9_-]*(?:\/[a-z][a-z0-9_-]*)?)\s+([\s\S]*)$/.exec(comment) ?? [];
  if (name === undefined) return null;
  const attributesText = rest.trim();
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
