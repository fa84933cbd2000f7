import { type ComponentType, type CSSProperties, Fragment, type ReactElement, type ReactNode } from 'react';
import type {
  DatelineBlockFragment,
  DatelineBodyFragment,
  DatelineImageFragment,
  DatelineInlineFragment,
  DatelineLinkFragment,
  Mark,
} from '../generated/types.js';
import { type ImageComponent, Img, type LinkComponent } from './elements.js';
import { Embed } from './embed.js';

/** A block. Within callouts and details, all but paragraphs, headings and images have only `html`. */
export type Block = DatelineBlockFragment & { blocks?: Block[]; html?: string };

/** A block of the type with this name. */
export type BlockOf<Name extends Block['__typename']> = Extract<Block, { __typename: Name }>;

/** The properties of a component for a block. `children` is what `Body` renders without the component. */
export interface BlockProps<Name extends Block['__typename'] = Block['__typename']> {
  block: BlockOf<Name>;
  children: ReactNode;
}

/** Components for types of blocks. */
export type BlockComponents = { [Name in Block['__typename']]?: ComponentType<BlockProps<Name>> };

/** The properties of `Body`. */
export interface BodyProps {
  /** The data of the fragment DatelineBody. */
  body: DatelineBodyFragment;
  /** Components by the name of the type, in place of plain HTML. */
  components?: BlockComponents;
  /** The component for links. */
  link?: LinkComponent;
  /** The component for images. */
  image?: ImageComponent;
  /** Shows stills of embeds. Browsers load them from the embedded site before any click. */
  showThumbnails?: boolean;
  /** Puts each table into a box that scrolls if the table is wider, with a tab stop so that keys scroll it. */
  scrollTables?: boolean;
  /** Returns what comes after a block of the body, such as an advert or a sign-up box. */
  insertAfter?: (block: Block, index: number, blocks: Block[]) => ReactNode;
}

/** Renders the blocks of a rich text as elements. */
export function Body({ body, insertAfter, ...options }: BodyProps): ReactElement {
  const { blocks } = body as { blocks: Block[] };
  const renderBlock = createRenderer(options);
  return (
    <>
      {blocks.map((block, index) => (
        <Fragment key={block.id}>
          {renderBlock(block)}
          {insertAfter?.(block, index, blocks)}
        </Fragment>
      ))}
    </>
  );
}

const TAG_NAMES: Record<
  Mark,
  'strong' | 'em' | 'code' | 's' | 'sub' | 'sup' | 'mark' | 'small' | 'u' | 'kbd' | 'q' | undefined
> = {
  STRONG: 'strong',
  EMPHASIS: 'em',
  CODE: 'code',
  STRIKE: 's',
  SUB: 'sub',
  SUP: 'sup',
  MARK: 'mark',
  SMALL: 'small',
  UNDERLINE: 'u',
  KEYBOARD: 'kbd',
  QUOTE: 'q',
};

type ListItem = BlockOf<'ListBlock'>['items'][number];
type TableRow = BlockOf<'TableBlock'>['rows'][number];
type Inlines = DatelineInlineFragment[];

interface CaptionedImage {
  image: DatelineImageFragment;
  caption: Inlines | null;
  credit: Inlines | null;
  link: DatelineLinkFragment | null;
}

/** Returns a function that renders a block with the components of a site. */
function createRenderer({
  components = {},
  link: Link = 'a',
  image: Image = Img,
  showThumbnails = false,
  scrollTables = false,
}: Omit<BodyProps, 'body'>): (block: Block) => ReactNode {
  function renderBlock(block: Block): ReactNode {
    if (block.html !== undefined && block.__typename !== 'HtmlBlock') return renderHtml(block);
    const Component = components[block.__typename] as ComponentType<BlockProps> | undefined;
    const element = renderPlainBlock(block);
    return Component ? <Component block={block}>{element}</Component> : element;
  }

  function renderPlainBlock(block: Block): ReactNode {
    switch (block.__typename) {
      case 'ParagraphBlock':
        return <p>{renderInlines(block.inlines)}</p>;
      case 'HeadingBlock': {
        const Heading = `h${block.level}` as 'h2';
        return <Heading id={block.anchor}>{renderInlines(block.inlines)}</Heading>;
      }
      case 'ListBlock':
        return renderLists(block.items, 0);
      case 'QuoteBlock':
        return (
          <blockquote {...(block.isPullQuote && { 'data-pull-quote': '' })}>
            {renderParagraphs(block.paragraphs)}
            {block.citation && <footer>{renderInlines(block.citation)}</footer>}
          </blockquote>
        );
      case 'ImageBlock':
        return renderFigure(block);
      case 'CodeBlock':
        return (
          <pre>
            <code className={block.language ? `language-${block.language}` : undefined}>
              {renderInlines(block.inlines.map(withoutCodeMark))}
            </code>
          </pre>
        );
      case 'EmbedBlock':
        return withCaption(
          <Embed
            url={block.url}
            title={block.title}
            aspectRatio={block.aspectRatio}
            thumbnail={showThumbnails ? block.thumbnail : null}
            image={Image === Img ? undefined : Image}
          />,
          block.caption,
        );
      case 'TableBlock':
        return renderTable(block);
      case 'GalleryBlock':
        return withCaption(
          block.items.map((item, index) => <Fragment key={index}>{renderFigure(item)}</Fragment>),
          block.caption,
        );
      case 'MediaBlock':
        return withCaption(renderPlayer(block.media), block.caption);
      case 'CalloutBlock':
        return (
          <aside role="note" data-tone={block.tone ?? undefined}>
            {block.heading && <header>{renderInlines(block.heading)}</header>}
            {renderBlocks(block.blocks)}
          </aside>
        );
      case 'DetailsBlock':
        return (
          <details open={block.isOpen}>
            <summary>{renderInlines(block.summary)}</summary>
            {renderBlocks(block.blocks)}
          </details>
        );
      case 'DividerBlock':
        return <hr />;
      case 'RelatedLinkBlock':
        return renderRelatedLink(block);
      case 'FileBlock':
        return (
          <p data-file="">
            <a href={block.url}>{block.text}</a> {block.caption && renderInlines(block.caption)}
          </p>
        );
      case 'SocialPostBlock':
        return (
          <blockquote cite={block.url} data-provider={block.provider ?? undefined}>
            {renderParagraphs(block.paragraphs)}
          </blockquote>
        );
      case 'FootnotesBlock':
        return renderFootnotes(block);
      case 'HtmlBlock':
        return renderHtml(block);
      default:
        return null; // a type that is newer than this package
    }
  }

  function renderBlocks(blocks: Block[] = []): ReactNode {
    return blocks.map((block) => <Fragment key={block.id}>{renderBlock(block)}</Fragment>);
  }

  /** Renders runs of text. Runs with an equal link next to each other are one link. */
  function renderInlines(inlines: Inlines): ReactNode {
    const groups: { link: DatelineLinkFragment | null; footnote: number | null; runs: Inlines }[] = [];
    for (const inline of inlines) {
      const { link, footnote } = inline;
      const last = groups.at(-1);
      if (last && link && last.link?.url === link.url && last.footnote === footnote) last.runs.push(inline);
      else groups.push({ link, footnote, runs: [inline] });
    }
    return groups.map(({ link, footnote, runs }, index) => {
      const text = runs.map((run, i) => <Fragment key={i}>{renderRun(run)}</Fragment>);
      if (!link) return <Fragment key={index}>{text}</Fragment>;
      const hash = footnote === null ? -1 : link.url.indexOf('#');
      return hash < 0 ? (
        <Fragment key={index}>{renderLink(link, text)}</Fragment>
      ) : (
        <a key={index} href={link.url.slice(hash)} id={`footnote-ref-${footnote}`}>
          {text}
        </a>
      );
    });
  }

  function renderRun({ text, marks, isBreak, image, mathml }: DatelineInlineFragment): ReactNode {
    if (isBreak) return <br />;
    let content: ReactNode = image ? <Image {...image} id={undefined} /> : text;
    if (mathml) content = renderFormula(mathml);
    for (const mark of [...marks].reverse()) {
      const Tag = TAG_NAMES[mark] ?? 'span';
      content = <Tag>{content}</Tag>;
    }
    return content;
  }

  function renderLink(
    { url, path, rel, title }: Pick<DatelineLinkFragment, 'url' | 'path'> & Partial<DatelineLinkFragment>,
    children: ReactNode,
  ): ReactNode {
    return (
      <Link href={path ?? url} rel={rel?.join(' ') || undefined} title={title ?? undefined}>
        {children}
      </Link>
    );
  }

  function renderRelatedLink(block: BlockOf<'RelatedLinkBlock'>): ReactNode {
    const { text, description, publisher, thumbnail } = block;
    return (
      <div data-related="">
        {thumbnail && <Image {...thumbnail} id={undefined} />}
        {renderLink(block, text)}
        {description && <p>{description}</p>}
        {publisher && <cite>{publisher}</cite>}
      </div>
    );
  }

  function renderParagraphs(paragraphs: Inlines[]): ReactNode {
    return paragraphs.map((inlines, index) => <p key={index}>{renderInlines(inlines)}</p>);
  }

  function withCaption(content: ReactNode, caption: Inlines | null): ReactNode {
    return (
      <figure>
        {content}
        {caption && <figcaption>{renderInlines(caption)}</figcaption>}
      </figure>
    );
  }

  function renderFigure({ image, caption, credit, link }: CaptionedImage): ReactNode {
    const picture = <Image {...image} id={undefined} />;
    return (
      <figure>
        {link ? renderLink(link, picture) : picture}
        {(caption || credit) && (
          <figcaption>
            {caption && renderInlines(caption)}
            {caption && credit && ' '}
            {credit && <small>{renderInlines(credit)}</small>}
          </figcaption>
        )}
      </figure>
    );
  }

  /** Renders items of at least a depth as lists, and deeper ones as lists within the item before them. */
  function renderLists(items: ListItem[], depth: number): ReactNode {
    const lists: { ordered: boolean; items: { item: ListItem; parts: ReactNode[] }[] }[] = [];
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index] as ListItem;
      const list = lists.at(-1);
      const last = list?.items.at(-1);
      if (item.depth > depth && last) {
        const start = index;
        while ((items[index + 1]?.depth ?? -1) > depth) index += 1;
        last.parts.push(renderLists(items.slice(start, index + 1), depth + 1));
      } else if (item.isContinuation && last) {
        last.parts.push(<div>{renderInlines(item.inlines)}</div>);
      } else {
        const entry = { item, parts: [renderInlines(item.inlines)] };
        if (list?.ordered === item.ordered) list.items.push(entry);
        else lists.push({ ordered: item.ordered, items: [entry] });
      }
    }
    return lists.map(({ ordered, items: entries }, index) => {
      const List = ordered ? 'ol' : 'ul';
      return (
        <List key={index}>
          {entries.map(({ item: { number, isChecked }, parts }, i) => (
            <li key={i} value={ordered ? (number ?? undefined) : undefined}>
              {isChecked !== null && <input type="checkbox" checked={isChecked} disabled readOnly />}
              {parts.map((part, j) => (
                <Fragment key={j}>{part}</Fragment>
              ))}
            </li>
          ))}
        </List>
      );
    });
  }

  function renderTable({ caption, rows }: BlockOf<'TableBlock'>): ReactNode {
    const firstRow = rows.findIndex(({ isHeader }) => !isHeader);
    const end = firstRow < 0 ? rows.length : firstRow;
    const table = (
      <table>
        {caption && <caption>{renderInlines(caption)}</caption>}
        {end > 0 && <thead>{renderRows(rows.slice(0, end), 'col')}</thead>}
        {end < rows.length && <tbody>{renderRows(rows.slice(end), 'row')}</tbody>}
      </table>
    );
    if (!scrollTables) return table;
    // A region needs a name, which a table without a caption does not have.
    const region = caption && { role: 'region', 'aria-label': caption.map(({ text }) => text).join('') };
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without a tab stop, keys cannot scroll the box in every browser
      <div data-table="" tabIndex={0} style={{ overflowX: 'auto' }} {...region}>
        {table}
      </div>
    );
  }

  function renderRows(rows: TableRow[], scope: 'col' | 'row'): ReactNode {
    return rows.map(({ cells }, index) => (
      <tr key={index}>
        {cells.map(({ inlines, isHeader, align, colSpan, rowSpan }, i) => {
          // A header without a text, as in the corner of a table, names nothing.
          const Cell = isHeader && inlines.length > 0 ? 'th' : 'td';
          const style = align ? { textAlign: align.toLowerCase() as CSSProperties['textAlign'] } : undefined;
          return (
            <Cell
              key={i}
              scope={Cell === 'th' ? scope : undefined}
              colSpan={colSpan === 1 ? undefined : colSpan}
              rowSpan={rowSpan === 1 ? undefined : rowSpan}
              style={style}
            >
              {renderInlines(inlines)}
            </Cell>
          );
        })}
      </tr>
    ));
  }

  function renderFootnotes({ heading, footnotes }: BlockOf<'FootnotesBlock'>): ReactNode {
    return (
      <section data-footnotes="">
        {heading && <h2>{renderInlines(heading)}</h2>}
        <ol>
          {footnotes.map(({ number, anchor, paragraphs }) => (
            <li key={number} id={anchor ?? undefined} value={number}>
              {renderParagraphs(paragraphs)}
              <a
                href={`#footnote-ref-${number}`}
                data-footnote-backref=""
                aria-label={`Back to reference ${number}`}
              >
                ↩
              </a>
            </li>
          ))}
        </ol>
      </section>
    );
  }

  return renderBlock;
}

/** Drops the mark that the whole of a block of code has. */
function withoutCodeMark(inline: DatelineInlineFragment): DatelineInlineFragment {
  return { ...inline, marks: inline.marks.filter((mark) => mark !== 'CODE') };
}

function renderPlayer({
  kind,
  sources,
  poster,
  width,
  height,
  tracks,
}: BlockOf<'MediaBlock'>['media']): ReactNode {
  const children = (
    <>
      {sources.map(({ url, mimeType }) => (
        <source key={url} src={url} type={mimeType ?? undefined} />
      ))}
      {tracks.map(({ url, kind, language, label }) => (
        <track key={url} src={url} kind={kind} srcLang={language ?? undefined} label={label ?? undefined} />
      ))}
    </>
  );
  if (kind === 'AUDIO') {
    return (
      <audio controls preload="metadata">
        {children}
      </audio>
    );
  }
  return (
    <video
      controls
      preload="metadata"
      poster={poster?.url}
      width={width ?? undefined}
      height={height ?? undefined}
    >
      {children}
    </video>
  );
}

/** Inserts HTML that the gateway has sanitized. */
function renderFormula(mathml: string): ReactNode {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the gateway writes it without other markup
  return <span dangerouslySetInnerHTML={{ __html: mathml }} />;
}

function renderHtml({ html = '' }: { html?: string }): ReactNode {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the HTML is sanitized, and fits no other element
  return <div dangerouslySetInnerHTML={{ __html: html }} />;
}
