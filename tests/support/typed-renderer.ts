import type { Inline } from '../../src/content/blocks/inline.js';
import type { CaptionedImage, TypedBlock, TypedListItem } from '../../src/content/blocks/typed-block.js';
import { escapeHtml } from '../../src/shared/text/html.js';

/**
 * Renders blocks from their typed fields alone, as a front end does, never from `html` or `contentHtml`.
 * Frames and players are links, so that their URLs can be compared.
 */
export function renderTypedBlocks(blocks: readonly TypedBlock[]): string {
  return blocks.map(renderBlock).join('\n');
}

function renderBlock(block: TypedBlock): string {
  switch (block.__typename) {
    case 'ParagraphBlock':
    case 'HtmlBlock':
      return `<p>${renderInlines(block.inlines)}</p>`;
    case 'HeadingBlock':
      return `<h${block.level} id="${escapeHtml(block.anchor)}">${renderInlines(block.inlines)}</h${block.level}>`;
    case 'ListBlock':
      return block.items.map(renderItem).join('');
    case 'QuoteBlock':
      return `<blockquote>${renderParagraphs(block.paragraphs)}${renderLine(block.citation, 'footer')}</blockquote>`;
    case 'ImageBlock':
      return renderImage(block);
    case 'CodeBlock':
      return `<pre>\n${renderInlines(block.inlines)}</pre>`;
    case 'EmbedBlock':
      return `<p>${renderLink(block.url, block.title ?? block.url)}</p>${renderLine(block.caption)}`;
    case 'MediaBlock':
      return `<p>${renderLink(block.media.url, block.media.url)}</p>${renderLine(block.caption)}`;
    case 'TableBlock': {
      const rows = block.rows.map(
        ({ cells }) =>
          `<tr>${cells.map(({ inlines }) => `<td>${renderInlines(inlines)}</td>`).join('')}</tr>`,
      );
      return `${renderLine(block.caption)}<table>${rows.join('')}</table>`;
    }
    case 'GalleryBlock':
      return block.items.map(renderImage).join('') + renderLine(block.caption);
    case 'CalloutBlock':
      return renderLine(block.heading) + renderTypedBlocks(block.blocks);
    case 'DetailsBlock':
      return renderLine(block.summary) + renderTypedBlocks(block.blocks);
    case 'DividerBlock':
      return '<hr>';
    case 'RelatedLinkBlock':
      return `<p>${renderLink(block.link.url, block.text)}</p>`;
    case 'FileBlock':
      return `<p>${renderLink(block.link.url, block.text)} ${renderInlines(block.caption ?? [])}</p>`;
    case 'SocialPostBlock':
      return `<blockquote>${renderParagraphs(block.paragraphs)}</blockquote>`;
    case 'FootnotesBlock':
      return (
        renderLine(block.heading, 'h2') +
        block.footnotes.map(({ paragraphs }) => renderParagraphs(paragraphs)).join('')
      );
  }
}

function renderItem({ inlines }: TypedListItem): string {
  return `<p>${renderInlines(inlines)}</p>`;
}

function renderImage({ image, caption, credit, link }: CaptionedImage): string {
  const picture = `<img src="${escapeHtml(image.url)}" alt="${escapeHtml(image.alt)}">`;
  const shown = link ? `<a href="${escapeHtml(link.url)}">${picture}</a>` : picture;
  const text = [caption, credit].map((inlines) => renderInlines(inlines ?? [])).join(' ');
  return `<figure>${shown}<figcaption>${text}</figcaption></figure>`;
}

function renderParagraphs(paragraphs: Inline[][]): string {
  return paragraphs.map((inlines) => `<p>${renderInlines(inlines)}</p>`).join('');
}

function renderLine(inlines: Inline[] | null, tagName = 'p'): string {
  return inlines ? `<${tagName}>${renderInlines(inlines)}</${tagName}>` : '';
}

function renderInlines(inlines: Inline[]): string {
  return inlines
    .map(({ text, link, image, mathml, isBreak }) => {
      if (isBreak) return '<br>';
      if (mathml !== null) return mathml;
      const shown = image
        ? `<img src="${escapeHtml(image.url)}" alt="${escapeHtml(image.alt)}">`
        : escapeHtml(text);
      return link ? `<a href="${escapeHtml(link.url)}">${shown}</a>` : shown;
    })
    .join('');
}

function renderLink(url: string, text: string): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`;
}
