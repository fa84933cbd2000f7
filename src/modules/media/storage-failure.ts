import { GraphQLError } from 'graphql';
import { ImageUnavailableError } from '../../media/image-process/image-errors.js';
import { MediaStorageError } from '../../media/media-storage.js';
import { ErrorCode } from '../../shared/errors/errors.js';

/** Error codes of a full disk and of an exhausted quota. */
const FULL = ['ENOSPC', 'EDQUOT'];

/** Runs `work` on media files. Throws a GraphQLError with a code if the media storage or the image engine fails. */
export async function withStorageFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toGraphQLError(error as Error);
  }
}

function toGraphQLError(error: Error): Error {
  if (error instanceof ImageUnavailableError)
    return new GraphQLError(`${error.message} Try again in a moment.`, {
      originalError: error,
      extensions: { code: ErrorCode.SERVICE_UNAVAILABLE },
    });
  if (!(error instanceof MediaStorageError)) return error;
  const isFull = FULL.includes(String((error.cause as NodeJS.ErrnoException | undefined)?.code));
  return new GraphQLError(
    isFull
      ? 'The disk of the media files is full: no files are stored until space is freed.'
      : 'The media storage does not answer. Try again in a moment.',
    {
      originalError: error,
      extensions: { code: isFull ? ErrorCode.INSUFFICIENT_STORAGE : ErrorCode.SERVICE_UNAVAILABLE },
    },
  );
}
