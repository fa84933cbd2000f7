import type { RichTextSource } from './rich-text.js';

/** The comment after which a text is for members, as Ghost writes it. */
export const PREVIEW_END = '<!--members-only-->';
const PREVIEW_END_PATTERN = /<!--\s*members-only\s*-->/;

/**
 * Returns the free preview of a text for members: the part before `<!--members-only-->`; empty without that
 * comment.
 */
export function getFreePreview({ format, text }: RichTextSource): RichTextSource {
  const [preview, rest] = splitAtPreviewEnd(text);
  return { format, text: rest === undefined ? '' : preview };
}

/** Splits a text into its free preview and, if the comment is in it, the rest. */
export function splitAtPreviewEnd(text: string): [preview: string, rest?: string] {
  const [mark] = PREVIEW_END_PATTERN.exec(text) ?? [];
  if (mark === undefined) return [text];
  const end = text.indexOf(mark);
  return [text.slice(0, end), text.slice(end + mark.length)];
}

/**
 * Adds the stored rest of a text to a free preview. If the former text is not split, the rest is the part
 * after the preview in it. A text without the comment has an empty preview, so it stays unchanged.
 */
export function joinPreview(preview: RichTextSource, former: RichTextSource | null): RichTextSource {
  const { format, text } = preview;
  if (text.trim() === '' && former?.format === format && splitAtPreviewEnd(former.text).length === 1)
    return former;
  const [whole, rest = whole.startsWith(text) ? whole.slice(text.length) : ''] =
    former?.format === format ? splitAtPreviewEnd(former.text) : [''];
  return { format, text: `${text}${PREVIEW_END}${rest}` };
}
