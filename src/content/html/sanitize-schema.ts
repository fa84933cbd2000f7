import { defaultSchema, type Schema } from 'hast-util-sanitize';
import { FORMULA_ATTRIBUTES, FORMULA_ELEMENTS } from './clean-formula.js';
import { CLASS_NAMES } from './vocabulary.js';

// Their content is code, data or drawing instructions rather than text for readers.
const STRIPPED_ELEMENTS = ['script', 'style', 'svg', 'template', 'noscript', 'noembed', 'noframes'].concat([
  'xmp',
  'plaintext',
  'textarea',
  'title',
  'select',
  'datalist',
  'applet',
  'head',
  'frameset',
]);

const EXTRA_TAGS = [
  'abbr',
  'address',
  'article',
  'aside',
  'audio',
  'bdi',
  'bdo',
  'caption',
  'center',
  'cite',
  'col',
]
  .concat(['colgroup', 'dfn', 'figcaption', 'figure', 'footer', 'header', 'iframe', 'main', 'mark'])
  .concat(['small', 'time', 'track', 'u', 'video', 'wbr', 'data', 'nav', 'big']);

// Preserved only to tell an image's credit from its caption.
const CREDIT_NAME = /^((photo|image|media|wp-media)-)?(credit|source|attribution)$/;
const CREDIT_CLASS: [string, RegExp] = ['className', CREDIT_NAME];

// Relations that search engines read. Those that only concern the browser are the page's affair.
const LINK_RELATIONS: [string, ...string[]] = ['rel', 'nofollow', 'sponsored', 'ugc'];

const MEDIA_ATTRIBUTES = ['src', 'controls', 'width', 'height', 'preload', 'loop', 'muted'];

/**
 * Elements and attributes allowed in a body, by the DOM names that hast uses. `id` is allowed on link targets
 * here; anchors.ts decides which remain.
 */
export const SANITIZE_SCHEMA: Schema = {
  ...defaultSchema,
  tagNames: [...(defaultSchema.tagNames ?? []), ...EXTRA_TAGS, 'math', ...FORMULA_ELEMENTS],
  strip: STRIPPED_ELEMENTS,
  ancestors: {
    ...defaultSchema.ancestors,
    caption: ['table'],
    col: ['table'],
    colgroup: ['table'],
    source: ['picture', 'video', 'audio'],
    track: ['video', 'audio'],
    summary: ['details'],
    ...Object.fromEntries(FORMULA_ELEMENTS.map((name) => [name, ['math']])),
  },
  clobber: [],
  attributes: {
    '*': ['dir', 'lang', 'title', 'id'],
    a: [
      'href',
      'hrefLang',
      'ariaLabel',
      'ariaDescribedBy',
      'dataFootnoteRef',
      'dataFootnoteBackref',
      ['className', 'data-footnote-backref'],
      LINK_RELATIONS,
    ],
    abbr: ['title'],
    ...Object.fromEntries(FORMULA_ELEMENTS.map((name) => [name, FORMULA_ATTRIBUTES])),
    annotation: [['encoding', 'application/x-tex']],
    math: [...FORMULA_ATTRIBUTES, ['display', 'block', 'inline'], ['alttext', /^[^<>]{0,1000}$/]],
    aside: [['dataTone', /^[a-z][a-z-]{0,19}$/]],
    audio: MEDIA_ATTRIBUTES,
    blockquote: ['cite', ['className', ...CLASS_NAMES.blockquote]],
    cite: [CREDIT_CLASS],
    code: [['className', /^language-[\w+#.-]+$/]],
    col: ['span'],
    colgroup: ['span'],
    data: ['value'],
    del: ['cite', 'dateTime'],
    details: ['open'],
    figcaption: [CREDIT_CLASS],
    figure: [['className', ...CLASS_NAMES.figure]],
    h2: [['className', 'sr-only']],
    iframe: ['src', 'width', 'height', ['loading', 'lazy'], 'sandbox', 'allowFullScreen'],
    img: ['src', 'srcSet', 'sizes', 'alt', 'width', 'height', ['loading', 'lazy', 'eager']],
    input: [
      ['disabled', true],
      ['type', 'checkbox'],
      ['checked', true],
    ],
    ins: ['cite', 'dateTime'],
    li: ['value', ['className', 'task-list-item']],
    ol: ['start', 'reversed', ['type', '1', 'a', 'A', 'i', 'I'], ['className', 'contains-task-list']],
    p: [['className', CREDIT_NAME, ...CLASS_NAMES.p]],
    q: ['cite'],
    section: ['dataFootnotes', ['className', 'footnotes']],
    small: [CREDIT_CLASS],
    source: ['src', 'srcSet', 'sizes', 'media', 'type', 'width', 'height'],
    span: [CREDIT_CLASS],
    td: ['align', 'colSpan', 'rowSpan', 'headers'],
    th: ['align', 'colSpan', 'rowSpan', 'headers', 'scope', 'abbr'],
    time: ['dateTime'],
    track: ['src', 'kind', 'srcLang', 'label', 'default'],
    ul: [['className', 'contains-task-list']],
    video: [...MEDIA_ATTRIBUTES, 'poster'],
  },
  protocols: {
    cite: ['http', 'https'],
    href: ['http', 'https', 'mailto', 'tel', 'irc', 'ircs'],
    poster: ['http', 'https'],
    src: ['http', 'https'],
  },
};
