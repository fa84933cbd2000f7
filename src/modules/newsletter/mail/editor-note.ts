import { html } from '../../../shared/text/html.js';
import type { DigestFrame } from '../digest/digest-issue.js';
import type { Texts } from '../texts/texts.js';
import { renderMailPage } from './mail-page.js';
import { renderNoteStyle } from './mail-style.js';

/** Short mail with a single action. */
export interface NoteContent {
  subject: string;
  lead: string;
  button: { label: string; url: string };
  rest: string;
}

export function renderNoteHtml(
  frame: DigestFrame,
  texts: Texts,
  { subject, lead, button, rest }: NoteContent,
): string {
  return renderMailPage(frame, {
    title: subject,
    language: texts.language,
    style: renderNoteStyle(frame.colour),
    rows: html`<tr><td class="head">
<p class="site"><a href="${frame.site.homeUrl}">${frame.site.title}</a></p>
<h1>${subject}</h1>
</td></tr>
<tr><td class="intro">
<p>${lead}</p>
<p class="press"><a class="button" href="${button.url}">${button.label}</a></p>
<p class="plain">${texts.format('mail.openAddress')} <a dir="ltr" href="${button.url}">${button.url}</a></p>
<p>${rest}</p>
</td></tr>
${frame.postalAddress && html`<tr><td class="foot"><p>${frame.postalAddress}</p></td></tr>`}`,
  });
}
