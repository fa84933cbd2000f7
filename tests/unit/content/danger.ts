import { type DefaultTreeAdapterMap, parseFragment } from 'parse5';

type Node = DefaultTreeAdapterMap['node'];

const SAFE_ELEMENTS = new Set(
  [
    'a',
    'abbr',
    'address',
    'article',
    'aside',
    'audio',
    'b',
    'bdi',
    'bdo',
    'big',
    'blockquote',
    'br',
    'caption',
  ]
    .concat(['center', 'cite', 'code', 'col', 'colgroup', 'data', 'dd', 'del', 'details', 'dfn', 'div', 'dl'])
    .concat([
      'dt',
      'em',
      'figcaption',
      'figure',
      'footer',
      'h1',
      'h2',
      'h3',
      'h4',
      'h5',
      'h6',
      'header',
      'hr',
    ])
    .concat([
      'i',
      'iframe',
      'img',
      'input',
      'ins',
      'kbd',
      'li',
      'main',
      'mark',
      'nav',
      'ol',
      'p',
      'picture',
      'pre',
    ])
    .concat([
      'q',
      'rp',
      'rt',
      'ruby',
      's',
      'samp',
      'section',
      'small',
      'source',
      'span',
      'strike',
      'strong',
      'sub',
    ])
    .concat([
      'summary',
      'sup',
      'table',
      'tbody',
      'td',
      'tfoot',
      'th',
      'thead',
      'time',
      'tr',
      'track',
      'tt',
      'u',
    ])
    .concat(['ul', 'var', 'video', 'wbr']),
);
/** Elements of formulas; they have no HTML in them. */
const SAFE_MATHML = new Set(
  ['math', 'semantics', 'annotation', 'mi', 'mn', 'mo', 'ms', 'mtext', 'mrow', 'mfrac', 'msqrt', 'mroot']
    .concat(['mstyle', 'merror', 'mpadded', 'mphantom', 'menclose', 'msub', 'msup', 'msubsup', 'munder'])
    .concat(['mover', 'munderover', 'mmultiscripts', 'mprescripts', 'mspace', 'mtable', 'mtr', 'mtd']),
);
const URL_ATTRIBUTES = new Set([
  'href',
  'src',
  'cite',
  'poster',
  'action',
  'formaction',
  'background',
  'data',
  'ping',
]);
const SAFE_PROTOCOLS = new Set(['http:', 'https:', 'mailto:', 'tel:']);
const FRAME_HOSTS = new Set([
  'www.youtube.com',
  'www.youtube-nocookie.com',
  'player.vimeo.com',
  'open.spotify.com',
]);
const FORBIDDEN_ATTRIBUTES = new Set([
  'style',
  'name',
  'srcdoc',
  'form',
  'is',
  'slot',
  'target',
  'formaction',
  'http-equiv',
]);

/** What could hurt a reader in the tree that a browser builds from this HTML; empty when nothing could. */
export function findDangers(html: string): string[] {
  const found: string[] = [];
  const visit = (node: Node): void => {
    if ('tagName' in node) {
      const { tagName, namespaceURI, attrs } = node;
      const isFormula = namespaceURI === 'http://www.w3.org/1998/Math/MathML';
      if (!isFormula && namespaceURI !== 'http://www.w3.org/1999/xhtml')
        found.push(`<${tagName}> of ${namespaceURI}`);
      if (!(isFormula ? SAFE_MATHML : SAFE_ELEMENTS).has(tagName)) found.push(`<${tagName}>`);
      if (!isFormula && isInFormula(node)) found.push(`<${tagName}> within a formula`);
      for (const { name, value } of attrs)
        if (isDangerous(tagName, name, value)) found.push(`${tagName} ${name}=${value}`);
    } else if (node.nodeName === '#comment') found.push('a comment');
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parseFragment(html));
  return found;
}

function isInFormula({ parentNode }: { parentNode?: unknown }): boolean {
  return (
    (parentNode as { namespaceURI?: string } | null)?.namespaceURI === 'http://www.w3.org/1998/Math/MathML'
  );
}

function isDangerous(tagName: string, name: string, value: string): boolean {
  if (name.startsWith('on') || name.includes(':') || FORBIDDEN_ATTRIBUTES.has(name)) return true;
  if (name === 'id') return !/^h[1-6]$/.test(tagName) && !value.startsWith('user-content-');
  if (name === 'srcset') return value.split(',').some((part) => !isSafe(part.trim().split(/\s/)[0]!));
  if (tagName === 'iframe' && name === 'src') return !FRAME_HOSTS.has(new URL(value).hostname);
  if (tagName === 'input' && name === 'type') return value !== 'checkbox';
  return URL_ATTRIBUTES.has(name) && !isSafe(value);
}

// As a page of some site would resolve it, which is what browsers do; what they cannot resolve leads nowhere.
function isSafe(address: string): boolean {
  if (!URL.canParse(address, 'https://example.org/')) return true;
  return SAFE_PROTOCOLS.has(new URL(address, 'https://example.org/').protocol);
}
