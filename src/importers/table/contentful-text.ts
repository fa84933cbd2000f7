import { documentToHtmlString } from '@contentful/rich-text-html-renderer';
import { formatItemLink } from '../../modules/import/import-link.js';
import { escapeHtml } from '../../shared/text/html.js';
import { renderEmbed } from '../html/markup.js';
import { type BodyOptions, renderImage } from './body.js';
import { readPicture } from './picture.js';
import { isRecord, type TableRecord } from './records.js';
import { readPath, toText } from './values.js';

/** Renders Contentful's Rich Text. Embedded entries with a URL become embeds. */
export function renderContentful(document: TableRecord, options: BodyOptions): string {
  const { warnings } = options;
  const readTarget = (node: { data: unknown }) => readPath({ data: node.data }, 'data.target', options)[0];
  const renderAsset = (node: { data: unknown }) => {
    const asset = readTarget(node);
    const picture = isRecord(asset) ? readPicture(asset, options) : null;
    if (picture === null) warnings.add('a file was left out, because it is not a picture of the export');
    return picture ? renderImage(picture) : '';
  };
  const renderEntry = (node: { data: unknown }) => {
    const entry = readTarget(node);
    const url = isRecord(entry)
      ? ['url', 'embedUrl', 'videoUrl'].flatMap((name) => readPath(entry, name, options))
      : [];
    const address = toText(url[0]);
    if (address?.startsWith('http')) return renderEmbed(address);
    warnings.add('an embedded entry was left out');
    return '';
  };
  return documentToHtmlString(document as unknown as Parameters<typeof documentToHtmlString>[0], {
    renderNode: {
      'embedded-asset-block': renderAsset,
      'embedded-entry-block': renderEntry,
      'embedded-entry-inline': renderEntry,
      'embedded-resource-block': renderEntry,
      'embedded-resource-inline': renderEntry,
      'asset-hyperlink': (node, next) => {
        const asset = readTarget(node as never);
        const file = isRecord(asset) ? readPicture(asset, options, false) : null;
        return file
          ? `<a href="${escapeHtml(file.url)}">${next(node.content as never)}</a>`
          : next(node.content as never);
      },
      'entry-hyperlink': (node, next) => {
        const id = toText(readPath(node.data as TableRecord, 'target.sys.id')[0]);
        const text = next(node.content as never);
        if (id === null) return text;
        const href = formatItemLink(id);
        return `<a href="${href}">${text}</a>`;
      },
    },
  });
}
