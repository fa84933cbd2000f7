import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import GithubSlugger from 'github-slugger';
import type { Nodes, Parents, Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';

export const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));

/** The folder of the GraphQL clients, with a package.json of its own. */
export const CLIENTS = fileURLToPath(new URL('../e2e/clients', import.meta.url));

/** A fenced code block of a page. */
export interface CodeBlock {
  /** The page and the line of the opening fence, e.g. `docs/editing.md:41`. */
  place: string;
  /** The heading of level 2 that it stands below; empty above the first one. */
  section: string;
  language: string;
  text: string;
  /** What stands in the comment right before it: `not run: …`, `recipe: …`; null without one. */
  marker: string | null;
  /** Its JSON or text answer, when that is the very next thing on the page. */
  answer: CodeBlock | null;
  /** Whether it is the answer of the block before it. */
  isAnswer: boolean;
}

export interface Page {
  /** Path from the root of the checkout. */
  path: string;
  blocks: CodeBlock[];
  /** Addresses of links and pictures, each with its line. */
  links: { place: string; address: string }[];
  /** Fragments that lead to a heading. */
  anchors: Set<string>;
  /** Code within sentences and tables. */
  inlineCode: { place: string; text: string }[];
}

const parser = unified().use(remarkParse).use(remarkGfm);
const ANSWERED = ['graphql', 'sh', 'js'];
const ANSWERS = ['json', 'text'];

/** Lists README.md and every Markdown file below docs/. */
export function listPages(): string[] {
  const below = readdirSync(join(CHECKOUT, 'docs'), { recursive: true, encoding: 'utf8' });
  const pages = below.filter((path) => path.endsWith('.md')).map((path) => `docs/${path}`);
  return ['README.md', ...pages.sort()];
}

export function readPage(path: string): Page {
  const root = parser.parse(readFileSync(join(CHECKOUT, path), 'utf8'));
  const page: Page = { path, blocks: [], links: [], anchors: new Set(), inlineCode: [] };
  const slugger = new GithubSlugger();
  const formatPlace = (node: Nodes) => `${path}:${node.position!.start.line}`;
  let section = '';
  visit(root, (node, index, parent) => {
    if (node.type === 'heading') {
      page.anchors.add(slugger.slug(getText(node)));
      if (node.depth === 2) section = getText(node);
    } else if (node.type === 'inlineCode')
      page.inlineCode.push({ place: formatPlace(node), text: node.value });
    else if (node.type === 'link' || node.type === 'image' || node.type === 'definition') {
      page.links.push({ place: formatPlace(node), address: node.url });
    } else if (node.type === 'code') {
      const marker = readMarker(parent!, index!);
      const { value: text, lang } = node;
      const place = formatPlace(node);
      page.blocks.push({ place, section, language: lang ?? '', text, marker, answer: null, isAnswer: false });
    }
  });
  linkAnswers(page.blocks, root);
  return page;
}

/** Returns the text of the comment right before a node. */
function readMarker(parent: Parents, index: number): string | null {
  const before = parent.children[index - 1];
  return before?.type === 'html' ? (/^<!-- ([\s\S]+?) -->$/.exec(before.value.trim())?.[1] ?? null) : null;
}

/** Pairs each block with the answer that follows it, with nothing between them. */
function linkAnswers(blocks: CodeBlock[], root: Root): void {
  const lines = new Map<number, number>();
  visit(root, 'code', (node) => {
    lines.set(node.position!.start.line, node.position!.end.line);
  });
  const getLine = ({ place }: CodeBlock) => Number(place.split(':')[1]);
  for (const [index, block] of blocks.entries()) {
    const next = blocks[index + 1];
    if (!next || !ANSWERED.includes(block.language) || !ANSWERS.includes(next.language)) continue;
    if (next.marker || getLine(next) > lines.get(getLine(block))! + 2) continue;
    block.answer = next;
    next.isAnswer = true;
  }
}

function getText(node: Nodes): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map(getText).join('') : '';
}
