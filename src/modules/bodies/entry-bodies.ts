import type { RenderedBody } from '../../content/render-worker.js';
import type { Transaction } from '../../mutations/write-lock.js';

/** Stores the forms of the body of an entry of a live blog, in place of those that it has. */
export async function storeEntryBody(tx: Transaction, entryId: number, body: RenderedBody): Promise<void> {
  const { html, text, markdown, outline, blocks, language: detectedLanguage } = body;
  const forms = {
    html,
    text,
    markdown,
    outline: outline as never,
    blocks: blocks as never,
    detectedLanguage,
  };
  await tx.liveBlogEntryBody.upsert({
    where: { entryId },
    create: { entryId, ...forms },
    update: forms,
  });
}

/** Loads the plain text of the body of an entry. */
export async function loadEntryText(tx: Transaction, entryId: number): Promise<string> {
  const body = await tx.liveBlogEntryBody.findUniqueOrThrow({ where: { entryId }, select: { text: true } });
  return body.text;
}
