/** Thrown if a picture cannot be processed now; the client may try again later. */
export class ImageUnavailableError extends Error {
  override readonly name = 'ImageUnavailableError';
}

/** Thrown for a picture that cannot be decoded or encoded; it cannot be later either. */
export class UnprocessableImageError extends Error {
  override readonly name = 'UnprocessableImageError';

  /** `memory` and `time` are limits of the process; `crash` is an end of it by the picture, `damaged` an error. */
  constructor(
    message: string,
    readonly reason: 'memory' | 'time' | 'crash' | 'damaged',
  ) {
    super(message);
  }
}
