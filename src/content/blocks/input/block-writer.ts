import type { Element, ElementContent } from 'hast';
import { findEmbedProvider, parseWebUrl } from '../../embed-providers.js';
import { findSocialProvider } from '../../social-providers.js';
import type { BlockPath } from './block-errors.js';
import type {
  BlockFields,
  BlockKey,
  CaptionedImageInput,
  FootnoteFields,
  GivenBlock,
  InlineFields,
  MediaFields,
} from './block-input.js';
import { createElement, createText } from './element.js';
import type { InlineWriter } from './inline-writer.js';
import { writeList } from './list-writer.js';
import { writeTable } from './table-writer.js';

/** Writes the blocks within a block. */
export type WriteNested = (blocks: readonly GivenBlock[], path: BlockPath) => ElementContent[];

type Writers = {
  [Key in BlockKey]: (fields: BlockFields[Key], context: WriteContext) => Element | null;
};

export interface WriteContext {
  writer: InlineWriter;
  path: BlockPath;
  writeNested: WriteNested;
}

/** Tone of a callout, as the sanitizer accepts it. */
const TONE = /^[a-z][a-z-]{0,19}$/;
const LANGUAGE = /^[\w+#.-]{1,50}$/;
/** Width in pixels of a frame whose size follows from its aspect ratio. */
const FRAME_WIDTH = 640;

/** Writes the element of each block; null for a block with an error that leaves nothing to write. */
export const BLOCK_WRITERS: Writers = {
  paragraph: (fields, { writer, path }) => createElement('p', {}, writer.writeText(fields, path)),

  heading({ level, anchor, ...text }, { writer, path }) {
    if (level == null || level < 1 || level > 6)
      writer.errors.add([...path, 'level'], 'The level must be from 1 to 6.');
    return createElement(`h${level}`, { id: anchor || null }, writer.writeText(text, path));
  },

  list({ ordered, items }, { writer, path }) {
    if (!items?.length) writer.errors.add([...path, 'items'], 'Give at least one item.');
    return writeList(ordered ?? items?.[0]?.ordered ?? false, items ?? [], writer, path);
  },

  quote({ citation, isPullQuote, ...text }, { writer, path }) {
    const className = isPullQuote ? ['pull-quote'] : null;
    const footer = writeOptional('footer', citation, writer, [...path, 'citation']);
    return createElement('blockquote', { className }, [...writer.writeParagraphs(text, path), ...footer]);
  },

  image(fields, { writer, path }) {
    const figure = writeFigure(fields, writer, path);
    const isBare = figure?.children.length === 1;
    return figure && isBare ? { ...figure, tagName: 'p' } : figure;
  },

  code({ code, language, inlines }, { writer, path }) {
    if (language && !LANGUAGE.test(language))
      writer.errors.add(
        [...path, 'language'],
        'The language must have at most 50 letters, digits, and the characters _ + # . -',
      );
    const className = language ? [`language-${language}`] : null;
    const content = writeCode(code, inlines, writer, path);
    return createElement('pre', {}, [createElement('code', { className }, content)]);
  },

  embed({ url, title, aspectRatio, caption }, { writer, path }) {
    if (!url) return reportMissing('url', 'the URL of the frame', writer, path);
    const address = parseWebUrl(url);
    if (!address || !findEmbedProvider(address)) {
      const message =
        'Frames of this site are not shown. Give the URL that a known site offers for embedding, or a link in a paragraph.';
      writer.errors.add([...path, 'url'], message);
    }
    const { src: _src, width, height, ...original } = writer.findOriginal('iframe', url);
    const size = aspectRatio === undefined ? { width, height } : toSize(aspectRatio, writer, path);
    const frame = createElement('iframe', { ...original, src: url, title: title || null, ...size });
    return createElement('figure', {}, [frame, ...writeCaption(caption, writer, path)]);
  },

  table: (fields, { writer, path }) => writeTable(fields, writer, path),

  gallery({ items, caption }, { writer, path }) {
    if (!items?.length) writer.errors.add([...path, 'items'], 'Give at least one picture.');
    const figures = (items ?? []).flatMap(
      (item, i) => writeFigure(item, writer, [...path, 'items', String(i)]) ?? [],
    );
    const children = [...figures, ...writeCaption(caption, writer, path)];
    return createElement('figure', { className: ['gallery'] }, children);
  },

  media({ media, caption }, { writer, path }) {
    if (!media) return reportMissing('media', 'the video or sound', writer, path);
    const player = writePlayer(media, writer, [...path, 'media']);
    return createElement('figure', {}, [player, ...writeCaption(caption, writer, path)]);
  },

  callout({ heading, tone, blocks }, { writer, path, writeNested }) {
    if (tone && !TONE.test(tone))
      writer.errors.add([...path, 'tone'], 'The tone must have at most 20 lower-case letters and hyphens.');
    const header = writeOptional('header', heading, writer, [...path, 'heading']);
    const nested = writeNested(blocks ?? [], [...path, 'blocks']);
    return createElement('aside', { dataTone: tone || null }, [...header, ...nested]);
  },

  details({ summary, isOpen, blocks }, { writer, path, writeNested }) {
    const line = createElement('summary', {}, writer.write(summary ?? [], [...path, 'summary']));
    const nested = writeNested(blocks ?? [], [...path, 'blocks']);
    return createElement('details', { open: isOpen || null }, [line, ...nested]);
  },

  divider: () => createElement('hr', {}),

  relatedLink({ url, path: sitePath, text, caption, ...page }, { writer, path }) {
    if (!text) return reportMissing('text', 'the words of the link', writer, path);
    const link = writer.writeLink({ url, path: sitePath }, [createText(text)], path);
    const details = [
      ...writeOptional('small', toInlines(page.description), writer, path),
      ...writeOptional('cite', toInlines(page.publisher), writer, path),
      ...(page.thumbnail ? [writer.writeImage(page.thumbnail, [...path, 'thumbnail'])] : []),
      ...writeCaption(caption, writer, path),
    ];
    return createElement(details.length > 0 ? 'figure' : 'p', { className: ['bookmark'] }, [
      link,
      ...details,
    ]);
  },

  file({ url, text, caption }, { writer, path }) {
    if (!text) return reportMissing('text', 'the name of the file', writer, path);
    const link = writer.writeLink({ url }, [createText(text)], path);
    const rest = caption ? [createText(' '), ...writer.write(caption, [...path, 'caption'])] : [];
    return createElement('p', { className: ['file'] }, [link, ...rest]);
  },

  socialPost({ url, ...text }, { writer, path }) {
    if (!url || findSocialProvider(url) === null)
      writer.errors.add(
        [...path, 'url'],
        'Give the URL of a post of a known network, or a quote in its place.',
      );
    const properties = { className: ['social-post'], cite: url ?? null };
    return createElement('blockquote', properties, writer.writeParagraphs(text, path));
  },

  footnotes({ heading, footnotes }, { writer, path }) {
    const title = createElement(
      'h2',
      { className: ['sr-only'], id: 'footnote-label' },
      writer.write(heading ?? [{ text: 'Footnotes' }], [...path, 'heading']),
    );
    const notes = (footnotes ?? []).map((note, i) =>
      writeFootnote(note, i + 1, writer, [...path, 'footnotes', String(i)]),
    );
    const list = createElement('ol', {}, notes);
    return createElement('section', { dataFootnotes: '', className: ['footnotes'] }, [title, list]);
  },

  html: (_fields, { writer, path }) => reportMissing('html', 'the HTML', writer, path),
};

/** Returns the ID of a reference to a footnote. */
export function getReferenceId(anchor: string, occurrence: number): string {
  const suffix = occurrence > 1 ? `-${occurrence}` : '';
  return `user-content-fnref-${anchor.replace(/^user-content-/, '').replace(/^fn-/, '')}${suffix}`;
}

/** Returns the `id` attribute of a footnote. */
export function getFootnoteAnchor({ anchor }: FootnoteFields, number: number): string {
  return anchor || `user-content-fn-${number}`;
}

function writeFootnote(note: FootnoteFields, number: number, writer: InlineWriter, path: BlockPath): Element {
  if (note.number != null && note.number !== number)
    writer.errors.add(
      [...path, 'number'],
      `The notes are numbered from 1; the number of this one is ${number}.`,
    );
  const anchor = getFootnoteAnchor(note, number);
  const paragraphs = writer.writeParagraphs(note, path);
  const properties = {
    href: `#${getReferenceId(anchor, 1)}`,
    dataFootnoteBackref: '',
    ariaLabel: `Back to reference ${number}`,
    className: ['data-footnote-backref'],
  };
  paragraphs.at(-1)?.children.push(createText(' '), createElement('a', properties, [createText('↩')]));
  return createElement('li', { id: anchor }, paragraphs);
}

function writeFigure(
  { image, caption, credit, link }: CaptionedImageInput,
  writer: InlineWriter,
  path: BlockPath,
): Element | null {
  if (!image) return reportMissing('image', 'the picture', writer, path);
  const picture = writer.writeImage(image, [...path, 'image']);
  const shown = link ? writer.writeLink(link, [picture], [...path, 'link']) : picture;
  const parts = [
    ...(caption ? writer.write(caption, [...path, 'caption']) : []),
    ...(caption?.length && credit?.length ? [createText(' ')] : []),
    ...writeOptional('cite', credit, writer, [...path, 'credit']),
  ];
  const captions = parts.length > 0 ? [createElement('figcaption', {}, parts)] : [];
  return createElement('figure', {}, [shown, ...captions]);
}

function writePlayer(media: MediaFields, writer: InlineWriter, path: BlockPath): Element {
  const sources = media.sources?.length ? media.sources : media.url ? [{ url: media.url }] : [];
  const [first, ...others] = sources;
  if (!first) writer.errors.add([...path, 'url'], 'Give the URL of the file, or its sources.');
  if (media.url && first && media.url !== first.url)
    writer.errors.add(
      [...path, 'url'],
      'The URL is not that of the first source. Leave it out, or the sources.',
    );
  const tagName = media.kind === 'VIDEO' ? 'video' : 'audio';
  const original = first ? writer.findOriginal(tagName, first.url) : {};
  const isOnlyUrl = first && others.length === 0 && first.mimeType == null;
  const src = isOnlyUrl ? writer.toSource(first.url, [...path, 'url']) : null;
  const poster = media.poster ? writer.toSource(media.poster.url, [...path, 'poster', 'url']) : null;
  const elements = isOnlyUrl
    ? []
    : sources.map(({ url, mimeType }, i) =>
        createElement('source', {
          src: writer.toSource(url, [...path, 'sources', String(i), 'url']),
          type: mimeType ?? null,
        }),
      );
  const tracks = (media.tracks ?? []).map(({ url, kind, language, label }, i) =>
    createElement('track', {
      ...writer.findOriginal('track', url),
      src: writer.toSource(url, [...path, 'tracks', String(i), 'url']),
      kind: kind ?? null,
      srcLang: language ?? null,
      label: label ?? null,
    }),
  );
  const size = writer.checkSize({ width: media.width, height: media.height }, path);
  return createElement(tagName, { controls: true, ...original, src, poster, ...size }, [
    ...elements,
    ...tracks,
  ]);
}

function writeCode(
  code: string | null | undefined,
  inlines: InlineFields[] | null | undefined,
  writer: InlineWriter,
  path: BlockPath,
): ElementContent[] {
  const hasFormats = inlines?.some(
    ({ marks, link, image }) => link != null || image != null || marks?.some((mark) => mark !== 'CODE'),
  );
  if (inlines && code != null) {
    const text = inlines.map((inline) => (inline.isBreak ? '\n' : (inline.text ?? ''))).join('');
    if (text.trim() !== code.trim())
      writer.errors.add(
        [...path, 'code'],
        'The code differs from that of the runs. Leave it out, or the runs.',
      );
  }
  if (!inlines || (!hasFormats && code != null)) {
    if (code == null) writer.errors.add([...path, 'code'], 'Give the code.');
    return [createText(`${code}\n`)];
  }
  const runs = inlines.map((inline) => ({
    ...inline,
    marks: inline.marks?.filter((mark) => mark !== 'CODE') ?? [],
  }));
  return [...writer.write(runs, [...path, 'inlines']).map(toLines), createText('\n')];
}

/** Replaces the line breaks of code by line feeds. */
function toLines(node: ElementContent): ElementContent {
  if (node.type !== 'element') return node;
  return node.tagName === 'br' ? createText('\n') : { ...node, children: node.children.map(toLines) };
}

function writeCaption(
  caption: InlineFields[] | null | undefined,
  writer: InlineWriter,
  path: BlockPath,
): Element[] {
  return writeOptional('figcaption', caption, writer, [...path, 'caption']);
}

function writeOptional(
  tagName: string,
  inlines: InlineFields[] | null | undefined,
  writer: InlineWriter,
  path: BlockPath,
): Element[] {
  return inlines?.length ? [createElement(tagName, {}, writer.write(inlines, path))] : [];
}

function toInlines(text: string | null | undefined): InlineFields[] | null {
  return text ? [{ text }] : null;
}

function reportMissing(name: string, what: string, writer: InlineWriter, path: BlockPath): null {
  writer.errors.add([...path, name], `Give ${what}.`);
  return null;
}

/** Returns a width and a height in whole pixels with an aspect ratio. */
function toSize(ratio: number | null, writer: InlineWriter, path: BlockPath) {
  if (ratio === null) return {};
  if (!(ratio >= 0.01 && ratio <= 100)) {
    writer.errors.add([...path, 'aspectRatio'], 'The aspect ratio must be from 0.01 to 100.');
    return {};
  }
  for (let height = 1; height <= 1_000; height += 1) {
    const width = Math.round(ratio * height);
    if (width / height === ratio) {
      const factor = Math.max(1, Math.round(FRAME_WIDTH / width));
      return { width: String(width * factor), height: String(height * factor) };
    }
  }
  return { width: String(FRAME_WIDTH), height: String(Math.round(FRAME_WIDTH / ratio)) };
}
