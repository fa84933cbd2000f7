import { MAX_URL_LENGTH } from '../../fields/field.js';
import { isLibraryUrl } from '../../media/media-urls.js';
import { RefusedFileError } from '../../media/refused-file.js';
import type { PictureMeasurer } from '../../mutations/picture-measurer.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { runWithTimeLimit } from '../../shared/async/time-limit.js';
import { UserFacingError } from '../../shared/errors/user-facing-error.js';
import type { MediaLibrary } from './media-library.js';

/** Name of the job that measures a picture of another server. The queue stores it. */
export const MEASURE_TASK = 'measure_picture';
/** Milliseconds for which a save waits for its pictures. */
const TIMEOUT_MS = 3_000;
/** Pictures that a save waits for; jobs measure the others. */
const MAX_PICTURES = 10;
/** Pictures of a body that jobs measure. */
const MAX_SCHEDULED = 200;
/** Seconds before each attempt of a job. The first one follows the attempt of the save. */
const DELAYS_SECONDS = [5, 60, 600, 3_600, 21_600, 86_400];

export interface LinkedPicturesOptions {
  library: Pick<MediaLibrary, 'add' | 'findSource' | 'recordFailure'>;
  /** Fetches a file with limits of size and time. Throws UserFacingError. */
  fetchFile(url: string): Promise<{ bytes: Uint8Array; name: string }>;
}

/** Payload of the job. */
interface MeasureJob {
  url: string;
  /** Number of attempts before. */
  attempts: number;
}

/** Measures pictures that stay at other servers, when they are saved and in jobs. */
export class LinkedPictures implements PictureMeasurer {
  constructor(private readonly options: LinkedPicturesOptions) {}

  async schedule(tx: Transaction, urls: readonly string[]): Promise<string[]> {
    const linked = [...new Set(urls)]
      .filter((url) => /^https?:/i.test(url) && url.length <= MAX_URL_LENGTH && !isLibraryUrl(url))
      .slice(0, MAX_SCHEDULED);
    if (linked.length === 0) return [];
    const sources = await tx.mediaSource.findMany({ where: { url: { in: linked } } });
    const measured = new Set(sources.flatMap(({ url, fileId }) => (fileId === null ? [] : url)));
    await addMeasureJobs(
      tx,
      linked.filter((url) => !measured.has(url)),
      0,
    );
    const tried = new Set(sources.map(({ url }) => url));
    return linked.filter((url) => !tried.has(url));
  }

  async measure(urls: readonly string[]): Promise<void> {
    const { library } = this.options;
    // The save is committed: what goes wrong here must not fail it.
    await Promise.allSettled(
      urls.slice(0, MAX_PICTURES).map(async (url) => {
        const failure = await runWithTimeLimit(url, TIMEOUT_MS, () => this.read(url)).catch(() => ({
          message: `The picture could not be read within ${TIMEOUT_MS / 1_000} seconds. It is read again later.`,
        }));
        if (failure) await library.recordFailure(url, failure.message);
      }),
    );
  }

  /** Measures a picture in a job. Adds the next job if it cannot be read now. */
  async run(db: Pick<Transaction, '$executeRaw'>, payload: unknown): Promise<void> {
    const { library } = this.options;
    const { url, attempts } = payload as MeasureJob;
    if ((await library.findSource(url))?.file) return;
    const failure = await this.read(url);
    if (!failure) return;
    await library.recordFailure(url, failure.message);
    if (!failure.isFinal) await addMeasureJobs(db, [url], attempts + 1);
  }

  /** Reads a picture into the library's data. Returns why it cannot be read. */
  private async read(url: string): Promise<{ message: string; isFinal: boolean } | null> {
    const { library, fetchFile } = this.options;
    try {
      const { bytes, name } = await fetchFile(url);
      await library.add(bytes, { name, urls: [url], isLinked: true });
      return null;
    } catch (error) {
      if (error instanceof UserFacingError)
        return { message: error.message, isFinal: error instanceof RefusedFileError };
      throw error;
    }
  }
}

/** Adds the next job of each picture, unless there were enough. It replaces a job that waits. */
async function addMeasureJobs(
  db: Pick<Transaction, '$executeRaw'>,
  urls: string[],
  attempts: number,
): Promise<void> {
  const delaySeconds = DELAYS_SECONDS[attempts];
  if (delaySeconds === undefined || urls.length === 0) return;
  await db.$executeRaw`
    SELECT graphile_worker.add_job(${MEASURE_TASK}, json_build_object('url', url, 'attempts', ${attempts}::int),
      run_at := now() + make_interval(secs => ${delaySeconds}::int), job_key := ${MEASURE_TASK} || ':' || md5(url))
    FROM unnest(${urls}::text[]) url`;
}
