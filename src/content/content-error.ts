/** A body that is not rendered at all; the message is meant for the editor and names the limit. */
export class ContentRefusedError extends Error {
  override readonly name = 'ContentRefusedError';
}
