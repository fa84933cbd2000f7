import juice from 'juice';
import { html } from '../../shared/html.js';
import type { DigestFrame } from './digest.js';
import { mailStyle, noteStyle } from './mail-style.js';

/** A short mail with one thing to do. */
export interface NoteText {
  subject: string;
  lead: string;
  button: { label: string; url: string };
  rest: string;
}

export function noteHtml({ site, colour }: DigestFrame, { subject, lead, button, rest }: NoteText): string {
  const page = html`<!doctype html>
<html lang="${site.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>${mailStyle(colour)}${noteStyle(colour)}</style>
</head>
<body class="page">
<table role="presentation" class="page" width="100%" cellspacing="0" cellpadding="0"><tr><td align="center" class="around">
<table role="presentation" class="sheet" align="center" width="600" cellspacing="0" cellpadding="0">
<tr><td class="head">
<p class="site"><a href="${site.url}">${site.title}</a></p>
<h1>${subject}</h1>
</td></tr>
<tr><td class="intro">
<p>${lead}</p>
<p class="press"><a class="button" href="${button.url}">${button.label}</a></p>
<p class="plain">Or open this address: <a href="${button.url}">${button.url}</a></p>
<p>${rest}</p>
</td></tr>
</table>
</td></tr></table>
</body>
</html>
`;
  return juice(page.text, { preserveImportant: true });
}
