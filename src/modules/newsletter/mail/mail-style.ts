import { Html } from '../../../shared/text/html.js';
import type { Direction } from '../texts/direction.js';

/**
 * Renders the CSS of mails. It is inlined before sending, except for the media queries for narrow and dark
 * screens.
 */
export function renderMailStyle(colour: string, direction: Direction): Html {
  const light = lighten(colour);
  const start = direction === 'rtl' ? 'right' : 'left';
  // Letters of Arabic are joined: space between them would break the words.
  const spacing = direction === 'rtl' ? '' : 'letter-spacing: 0.06em; ';
  return new Html(`
.page { margin: 0; padding: 0; background-color: #f3f2ee; }
.preheader { display: none; max-height: 0; overflow: hidden; font-size: 1px; line-height: 1px; }
.around { padding: 24px 12px; }
.sheet { width: 600px; max-width: 600px; margin: 0 auto; background-color: #ffffff; border-top: 4px solid ${colour}; }
td { font-family: Georgia, 'Times New Roman', serif; color: #1d1d1b; font-size: 17px; line-height: 26px; text-align: ${start}; }
a { color: ${colour}; }
p { margin: 0 0 12px; }
.around { text-align: center; }
.head { padding: 28px 32px 20px; }
.site { font-family: Arial, Helvetica, sans-serif; font-size: 13px; line-height: 18px; ${spacing}text-transform: uppercase; margin: 0 0 10px; }
.site a { text-decoration: none; }
h1 { font-size: 32px; line-height: 38px; font-weight: bold; margin: 0 0 6px; }
.issue { font-family: Arial, Helvetica, sans-serif; font-size: 14px; line-height: 20px; color: #5d5c57; margin: 0; }
.intro { padding: 4px 32px 12px; }
.part { padding: 16px 32px 0; }
h2 { font-family: Arial, Helvetica, sans-serif; font-size: 14px; line-height: 20px; ${spacing}text-transform: uppercase; color: ${colour}; margin: 0; padding: 0 0 8px; border-bottom: 2px solid ${colour}; }
.article { padding: 18px 32px 4px; }
.article img { display: block; width: 100%; max-width: 536px; height: auto; border: 0; margin: 0 0 14px; }
.section { font-family: Arial, Helvetica, sans-serif; font-size: 13px; line-height: 18px; color: #5d5c57; margin: 0 0 4px; }
h3 { font-size: 21px; line-height: 27px; font-weight: bold; margin: 0 0 6px; }
h3 a { color: #1d1d1b; text-decoration: none; }
.gap { height: 16px; line-height: 16px; }
.foot { padding: 20px 32px 28px; font-family: Arial, Helvetica, sans-serif; font-size: 14px; line-height: 21px; color: #5d5c57; border-top: 1px solid #dddbd3; }
.foot p { margin: 0 0 8px; }
@media (max-width: 640px) {
  .around { padding: 0 !important; }
  .sheet { width: 100% !important; }
  .head, .intro, .part, .article, .foot { padding-left: 20px !important; padding-right: 20px !important; }
  h1 { font-size: 28px !important; line-height: 33px !important; }
}
@media (prefers-color-scheme: dark) {
  .page { background-color: #121211 !important; }
  .sheet { background-color: #1e1e1c !important; }
  td, h1, h3 a { color: #ecebe6 !important; }
  a, .site a, h2 { color: ${light} !important; }
  .issue, .section, .foot { color: #a9a79f !important; }
  .foot { border-top-color: #3a3a36 !important; }
}
`);
}

/** Lightens a color (#rrggbb) so that it is legible on black. */
function lighten(colour: string): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return `#${channels
    .map((channel) =>
      Math.round(channel * 0.4 + 255 * 0.6)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

export function renderNoteStyle(colour: string): Html {
  return new Html(`
h1 { font-size: 26px; line-height: 32px; }
.intro { padding-bottom: 20px; }
.press { margin: 20px 0; }
.button { display: inline-block; padding: 12px 22px; background-color: ${colour}; color: #ffffff; font-family: Arial, Helvetica, sans-serif; font-size: 17px; font-weight: bold; text-decoration: none; border-radius: 3px; }
.plain { font-family: Arial, Helvetica, sans-serif; font-size: 14px; line-height: 20px; color: #5d5c57; word-break: break-all; }
@media (prefers-color-scheme: dark) {
  a.button { background-color: ${lighten(colour)} !important; color: #121211 !important; }
  .plain { color: #a9a79f !important; }
}
`);
}
