import { toHTML } from '@portabletext/to-html';
import { formatItemLink } from '../../modules/import/import-link.js';
import { escapeHtml } from '../../shared/text/html.js';
import { renderEmbed } from '../html/markup.js';
import { type BodyOptions, renderImage } from './body.js';
import { readPicture } from './picture.js';
import { isRecord, type TableRecord } from './records.js';
import { readPath, toText } from './values.js';

/** Renders Sanity's Portable Text. Objects are recognized by what they hold: a picture, code or a URL. */
export function renderPortableText(blocks: TableRecord[], options: BodyOptions): string {
  const { warnings } = options;
  const renderObject = ({ value }: { value: TableRecord }) => renderSanityObject(value, options);
  const types = new Set(listTypes(blocks));
  return toHTML(blocks as never, {
    onMissingComponent: (message) => warnings.add(message.slice(0, 100)),
    components: {
      types: Object.fromEntries([...types].map((name) => [name, renderObject])),
      marks: {
        internalLink: ({ value, children }) => {
          const id =
            toText(readPath(value ?? {}, 'reference._ref')[0]) ?? toText(readPath(value ?? {}, '_ref')[0]);
          if (id === null) return children;
          const href = formatItemLink(id);
          return `<a href="${href}">${children}</a>`;
        },
      },
    },
  });
}

/** Lists the types of the objects among and within blocks, other than blocks and spans. */
function listTypes(blocks: TableRecord[]): string[] {
  const inner = blocks.flatMap(({ children }) => (Array.isArray(children) ? children.filter(isRecord) : []));
  return [...blocks, ...inner]
    .map(({ _type }) => String(_type))
    .filter((name) => !['block', 'span'].includes(name));
}

function renderSanityObject(value: TableRecord, options: BodyOptions): string {
  const picture = readPicture(value, options);
  if (picture) return renderImage(picture);
  const code = toText(value.code);
  if (code !== null) return `<pre><code>${escapeHtml(code)}</code></pre>`;
  const url = toText(value.url) ?? toText(value.href);
  if (url?.startsWith('http')) return renderEmbed(url);
  options.warnings.add(`an object of the type ${String(value._type).slice(0, 40)} was left out`);
  return '';
}
