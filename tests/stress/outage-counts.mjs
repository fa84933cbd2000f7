/**
 * Returns true if no work is pending: jobs, scheduled articles, mails, sign-ups, webhook deliveries and
 * change consumers.
 */
export async function hasCaughtUp(postgres) {
  const [left] = await postgres.rows(`SELECT
    (SELECT count(*) FROM graphile_worker._private_jobs j
      WHERE j.locked_at IS NOT NULL OR (j.attempts < j.max_attempts AND j.run_at < now()))::int AS jobs,
    (SELECT count(*) FROM draft WHERE scheduled_for IS NOT NULL)::int AS scheduled,
    (SELECT count(*) FROM newsletter_delivery WHERE status IN ('WAITING', 'SENDING'))::int AS mails,
    (SELECT count(*) FROM newsletter_sign_up WHERE answered_at IS NULL)::int AS sign_ups,
    (SELECT count(*) FROM webhook_delivery WHERE status = 'PENDING')::int AS deliveries,
    (SELECT count(*) FROM change_follower f
      WHERE f.sequence < (SELECT coalesce(max(sequence), 0) FROM content_change))::int AS followers`);
  return Object.values(left).every((count) => count === 0);
}

/** Counts acknowledged work that is missing and work that was done more than once. */
export async function countLosses(postgres, { work, mail, receiver, SUBSCRIBERS }) {
  const { created, published, scheduled } = work.acknowledged;
  const drafts = new Map((await postgres.rows('SELECT id, title FROM draft')).map((row) => [row.id, row]));
  const articles = new Map(
    (await postgres.rows('SELECT id, published_at AS at FROM article')).map(({ id, at }) => [id, at]),
  );
  const publications = await postgres.rows(
    `SELECT node_id AS id, count(*)::int AS times FROM content_change
     WHERE kind = 'PUBLISHED' AND node_type = 'Article' GROUP BY node_id`,
  );
  const titles = await postgres.rows('SELECT title FROM draft GROUP BY title HAVING count(*) > 1');
  const imported = [...drafts.values()].filter(({ title }) => /^Imported \d+$/.test(title)).length;
  const events = [...receiver.told.values()];
  const told = countEach(events.map(({ data }) => data.sequence));
  const changes = await postgres.rows(
    `SELECT c.sequence::int AS sequence FROM content_change c JOIN webhook w ON c.kind = ANY(w.kinds)
     WHERE c.sequence > w.after`,
  );
  const mails = countMails(mail.taken, work);
  return {
    losses: {
      'writes lost': [
        ...created.filter(({ id, title }) => drafts.get(rowId(id))?.title !== title),
        ...published.filter(({ id }) => !articles.has(rowId(id))),
        ...scheduled.filter(({ id, at }) => articles.get(rowId(id))?.toISOString() !== at),
      ].length,
      'imports lost': work.imports.files - imported,
      'written twice': titles.length,
      'published twice': publications.filter(({ times }) => times > 1).length,
      'mails lost': work.issues.length * SUBSCRIBERS - mails.issue,
      'mails sent twice': mails.twice,
      'sign-ups without a mail': work.signUps.length - mails.signUp,
      'events lost': changes.filter(({ sequence }) => !told.has(sequence)).length,
      'events duplicated': [...told.values()].filter((times) => times > 1).length,
    },
    counts: {
      'articles created': created.length,
      'published immediately': published.length,
      'published on schedule': scheduled.length,
      'articles imported': imported,
      'import runs': work.imports.runs,
      'issues sent': work.issues.length,
      'mails received': mail.taken.length,
      'sign-ups': work.signUps.length,
      'webhook events': events.length,
      'deliveries repeated': events.filter(({ times }) => times > 1).length,
      'writes retried': work.tally.refused,
    },
  };
}

/**
 * Counts mails. Those of an issue are identified by Message-ID and address, those of a sign-up by address.
 */
function countMails(taken, { signUps }) {
  const isSignUp = ({ address }) => signUps.includes(address);
  const bySignUp = countEach(taken.filter(isSignUp).map(({ address }) => address));
  const byId = countEach(
    taken.filter((each) => !isSignUp(each)).map(({ id, address }) => `${id} ${address}`),
  );
  const twice = [...bySignUp.values(), ...byId.values()].filter((times) => times > 1).length;
  return { issue: byId.size, signUp: bySignUp.size, twice };
}

function countEach(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function rowId(globalId) {
  return Number(Buffer.from(globalId, 'base64').toString().split(':')[1]);
}
