/** A body was refused. The message is for the editor and names the limit. */
export class ContentRefusedError extends Error {
  override readonly name = 'ContentRefusedError';
}
