import { createRequire } from 'node:module';
import { type Html, html } from '../../../shared/text/html.js';
import type { DigestFrame } from '../digest/digest-issue.js';
import { getDirection } from '../texts/direction.js';
import { renderMailStyle } from './mail-style.js';

/** Loads the CSS inliner with the first mail, since it would take a tenth of the start-up time. */
const requireModule = createRequire(import.meta.url);

export interface MailPageOptions {
  title: string;
  /** BCP 47 tag. */
  language: string;
  /** Preview text that mail clients show next to the subject. */
  preheader?: Html | null;
  /** CSS in addition to that of every mail. */
  style?: Html | null;
  /** Rows of the layout table. */
  rows: Html;
}

/**
 * Renders a mail as tables with inlined styles, since mail clients support little CSS and few style elements.
 */
export function renderMailPage(
  { colour }: DigestFrame,
  { title, language, preheader = null, style = null, rows }: MailPageOptions,
): string {
  const juice: typeof import('juice') = requireModule('juice');
  const direction = getDirection(language);
  const page = html`<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>${renderMailStyle(colour, direction)}${style}</style>
</head>
<body class="page">
${preheader && html`<div class="preheader">${preheader}</div>`}
<table role="presentation" class="page" width="100%" cellspacing="0" cellpadding="0"><tr><td align="center" class="around">
<table role="presentation" class="sheet" align="center" width="600" cellspacing="0" cellpadding="0" lang="${language}" dir="${direction}">
${rows}
</table>
</td></tr></table>
</body>
</html>
`;
  // The height of a picture in CSS is `auto`, which Outlook does not know as an attribute.
  return juice(page.text, { preserveImportant: true, applyHeightAttributes: false });
}
