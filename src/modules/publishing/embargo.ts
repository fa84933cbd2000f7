import type { Draft } from '../../database/generated/client.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import { readDatabaseClock, type Transaction } from '../../mutations/write-lock.js';

/**
 * Throws UserErrorException if an article may not be published yet because its source has embargoed it. `at` is the time of
 * the publication; now by default.
 */
export async function assertNoEmbargo(
  tx: Transaction,
  drafts: readonly Pick<Draft, 'embargoedUntil'>[],
  at?: Date,
): Promise<void> {
  const times = drafts.flatMap(({ embargoedUntil }) => embargoedUntil ?? []);
  if (times.length === 0) return;
  const time = at ?? (await readDatabaseClock(tx));
  const embargo = times.find((each) => each > time);
  if (!embargo) return;
  const until = embargo.toISOString();
  throw createUserErrorException(
    `The source of the article forbids to publish it before ${until}. Schedule it for then or later with scheduledFor.`,
    UserErrorCode.NOT_ALLOWED,
    ['id'],
  );
}
