import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { runCommand, sendQuery } from './gateways.mjs';

const CREATE = `mutation ($input: CreateArticleInput!) {
  createArticle(input: $input) { article { id } userErrors { message } }
}`;
const PUBLISH = `mutation ($input: PublishArticleInput!) {
  publishArticle(input: $input) { status userErrors { message } }
}`;
const SEND = `mutation ($id: String!) {
  sendNewsletterIssue(input: { newsletter: $id }) { issue { id } userErrors { message } }
}`;
const SIGN_UP = `mutation ($email: String!) {
  subscribeToNewsletter(input: { newsletter: "weekly", email: $email }) { accepted }
}`;
/** Milliseconds before an unacknowledged operation is retried. */
const AGAIN = 100;

/** Starts a mail server that accepts everything and records it. */
export async function startMailCounter() {
  const taken = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData: async (stream, { envelope }, done) => {
      let text = '';
      for await (const chunk of stream) text += chunk;
      const id = /^Message-ID: *(\S+)/im.exec(text)?.[1];
      for (const { address } of envelope.rcptTo) taken.push({ address, id });
      done();
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const url = `smtp://127.0.0.1:${server.server.address().port}`;
  return { url, taken, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** Starts a receiver of webhooks that records messages by ID. */
export async function startReceiver() {
  const told = new Map();
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const id = request.headers['webhook-id'];
    told.set(id, { ...JSON.parse(text), times: (told.get(id)?.times ?? 0) + 1 });
    response.writeHead(204).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}/hook`, told, close };
}

/** Retries an operation with the same idempotency key until it is acknowledged. */
async function insist(gateway, query, { variables, authorization }, tally) {
  const headers = { 'idempotency-key': randomUUID(), ...(authorization && { authorization }) };
  for (;;) {
    try {
      return await sendQuery(gateway(), query, { variables, ...headers });
    } catch (error) {
      const isExpected =
        /SERVICE_UNAVAILABLE|TOO_MANY_OPERATIONS|fetch failed|terminated|is not valid JSON/.test(
          String(error),
        );
      if (!isExpected) {
        tally.others.push({ error: String(error).replace(/\s+/g, ' '), requestId: error.requestId });
        return null;
      }
      tally.refused += 1;
      await sleep(AGAIN);
    }
  }
}

/** Workload during database failures: editors, an import, newsletters and sign-ups. */
export class OutageWork {
  acknowledged = { created: [], published: [], scheduled: [] };
  issues = [];
  signUps = [];
  imports = { runs: 0, failures: 0, files: 0 };
  tally = { refused: 0, others: [] };
  #isOver = false;
  #work = [];
  #parts;

  /** `gateways` are functions that return a running gateway. */
  constructor(parts) {
    this.#parts = parts;
  }

  begin() {
    const { gateways } = this.#parts;
    this.#work = [
      ...gateways.map((gateway, i) => this.#repeat(() => this.#edit(gateway, i), 50)),
      this.#repeat(() => this.#sendIssue(gateways[0]), 4_000),
      this.#repeat(() => this.#signUp(gateways[1]), 2_000),
      this.#import(),
    ];
  }

  /** Resolves when everything that was started is acknowledged. */
  async end() {
    this.#isOver = true;
    await Promise.all(this.#work);
  }

  async #repeat(work, pause) {
    while (!this.#isOver) {
      await work();
      await sleep(pause);
    }
  }

  #insist(gateway, query, variables, authorization) {
    return insist(gateway, query, { variables, authorization }, this.tally);
  }

  async #edit(gateway, editor) {
    const { authorization } = this.#parts;
    const { created, published, scheduled } = this.acknowledged;
    const title = `Story ${editor} ${created.length} ${randomUUID()}`;
    const input = { title, bodyMarkdown: `Words of ${title}.`, tags: ['Sea'] };
    const answer = await this.#insist(gateway, CREATE, { input }, authorization);
    if (!answer) return;
    if (!answer.createArticle.article) throw new Error(`Not created: ${JSON.stringify(answer)}`);
    const { id } = answer.createArticle.article;
    created.push({ id, title });
    const at = created.length % 2 ? new Date(Date.now() + 1_000 + 2_000 * Math.random()).toISOString() : null;
    const variables = { input: { id, ...(at && { at }) } };
    const { publishArticle } = (await this.#insist(gateway, PUBLISH, variables, authorization)) ?? {};
    if (publishArticle?.status === 'SCHEDULED') scheduled.push({ id, at });
    else if (publishArticle?.status === 'PUBLISHED') published.push({ id });
    else if (publishArticle) this.tally.others.push({ error: JSON.stringify(publishArticle) });
  }

  async #sendIssue(gateway) {
    const { newsletterId, authorization } = this.#parts;
    const answer = await this.#insist(gateway, SEND, { id: newsletterId }, authorization);
    const { issue } = answer?.sendNewsletterIssue ?? {};
    if (issue) this.issues.push(issue.id);
  }

  async #signUp(gateway) {
    const email = `new${this.signUps.length}@sign-up.example`;
    const answer = await this.#insist(gateway, SIGN_UP, { email });
    if (answer?.subscribeToNewsletter.accepted) this.signUps.push(email);
  }

  /** Runs the import again until it succeeds, as a person would. */
  async #import() {
    const { folder, files, settings } = this.#parts;
    const path = join(folder, 'content');
    await mkdir(path);
    for (let i = 0; i < files; i++) {
      const page = `---\ntitle: Imported ${i}\ndate: 2026-01-01\n---\nThe body of import ${i}.\n`;
      await writeFile(join(path, `imported-${i}.md`), page);
    }
    this.imports.files = files;
    for (;;) {
      this.imports.runs += 1;
      try {
        await runCommand(settings, 'import', 'markdown', path);
        return;
      } catch {
        this.imports.failures += 1;
        await sleep(500);
      }
    }
  }
}
