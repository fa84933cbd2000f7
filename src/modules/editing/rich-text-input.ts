import { PREVIEW_END, splitAtPreviewEnd } from '../../content/free-preview.js';
import { convertInWorker, renderInWorker } from '../../content/prerender.js';
import type { RichTextSource } from '../../content/rich-text.js';
import type { MediaUrls } from '../../media/media-urls.js';
import type { InputErrorCollector } from '../../mutations/input-errors.js';
import type { UserError } from '../../mutations/mutation.type.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import type { SiteAddress } from '../../shared/paths.js';
import type { BlockInput } from './block.inputs.js';

/** A rich text of an input. */
export interface GivenRichText {
  html?: string | null;
  markdown?: string | null;
  blocks?: BlockInput[] | null;
}

/** A rich text of an input, with blocks converted to HTML. */
export interface ResolvedRichText extends GivenRichText {
  blocks?: null;
  /** True if `html` was given as blocks. */
  isFromBlocks?: boolean;
  /** Errors of the blocks, with their paths in the rich text. */
  errors?: UserError[];
}

const ONE_FORMAT = 'Give html, markdown or blocks, only one of them.';

/** Converts the blocks of inputs to HTML. */
export class BlockReader {
  constructor(
    private readonly site: SiteAddress,
    private readonly mediaUrls: Pick<MediaUrls, 'storeInText'>,
  ) {}

  /** Replaces the blocks of a rich text by HTML, or by their errors. */
  async resolve(text: GivenRichText | null | undefined): Promise<ResolvedRichText | null | undefined> {
    if (!text) return text;
    const { blocks, ...others } = text;
    if (blocks == null) return others;
    const isOnly = others.html == null && others.markdown == null;
    const error = { field: ['blocks'], message: ONE_FORMAT, code: UserErrorCode.INVALID };
    const result = isOnly ? await this.convert(blocks) : { errors: [error] };
    return { ...others, ...result, isFromBlocks: true };
  }

  /** Returns the HTML of blocks, and their errors, with which it is empty. */
  async convert(blocks: readonly BlockInput[]): Promise<{ html: string; errors: UserError[] }> {
    const json = this.mediaUrls.storeInText(JSON.stringify(blocks));
    const result = await convertInWorker({
      blocks: json,
      siteUrl: this.site.url,
      languageUrls: this.site.languageUrls,
    });
    if ('html' in result) return { html: result.html, errors: [] };
    const errors = result.errors.map(({ path, message, isTooLong }) => ({
      field: ['blocks', ...path],
      message,
      code: isTooLong ? UserErrorCode.TOO_LONG : UserErrorCode.INVALID,
    }));
    return { html: '', errors };
  }
}

/** Collects the errors of the blocks of a rich text, and one for a text in two formats. */
export function checkFormats(
  errors: InputErrorCollector,
  text: GivenRichText | ResolvedRichText | null | undefined,
  path: string[],
): void {
  if (!text) return;
  const { errors: ofBlocks = [], isFromBlocks = false } = text as ResolvedRichText;
  for (const { field, message, code } of ofBlocks) errors.add([...path, ...(field ?? [])], message, code);
  const given = (['html', 'markdown', 'blocks'] as const).filter((format) => text[format] != null);
  const last = given.at(-1);
  if (last && given.length > 1 && !isFromBlocks) errors.add([...path, last], ONE_FORMAT);
}

/** Returns true if blocks are the present text, whose source then stays: it may be Markdown. */
export async function isSameText(
  given: ResolvedRichText | null | undefined,
  present: RichTextSource,
): Promise<boolean> {
  if (!given?.isFromBlocks || given.html == null) return false;
  const sources: RichTextSource[] = [{ format: 'html', text: given.html }, present];
  const [one, other] = await Promise.all(sources.map((source) => renderInWorker(source).catch(() => null)));
  return one != null && one.html === other?.html;
}

/**
 * Returns the HTML of blocks with the comment at which the free preview of the present text ends, which no block shows.
 * Returns null if the blocks before it were changed, so that its place is not known.
 */
export async function keepPreviewEnd(html: string, present: RichTextSource): Promise<string | null> {
  const [preview, rest] = splitAtPreviewEnd(present.text);
  if (rest === undefined || splitAtPreviewEnd(html).length > 1) return html;
  const sources: RichTextSource[] = [
    { format: present.format, text: preview },
    { format: 'html', text: html },
  ];
  const [before, whole] = await Promise.all(sources.map((source) => renderInWorker(source)));
  if (!before || !whole?.html.startsWith(before.html)) return null;
  return `${before.html}${PREVIEW_END}${whole.html.slice(before.html.length)}`;
}
