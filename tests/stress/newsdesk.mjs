import { setTimeout as sleep } from 'node:timers/promises';

const READERS = 8;
/** Milliseconds between two queries of a reader, two writes, and two health checks. */
const READER_PAUSE_MS = 20;
const WRITER_PAUSE_MS = 300;
const LOOK_PAUSE_MS = 200;

const POPULAR_PAGES = ['first: 5', 'first: 10', 'first: 20', 'first: 3', 'orderBy: TITLE'].map(
  (list) => `{ articles(${list}) { nodes { title path authors { name } section { name } } } }`,
);
const CREATE = `mutation ($title: String!) {
  createArticle(input: { title: $title, bodyMarkdown: "Words." }) { article { id } userErrors { message } }
}`;

/** Readers and an editor who send requests to a gateway, with a tally of the responses. */
export class Newsdesk {
  #address;
  #key;
  #isOpen = true;
  #work = [];
  #count = 0;
  #notes = createTally();
  #lastReader;
  #lastWrite;
  #lastLook;

  constructor(address, key) {
    this.#address = address;
    this.#key = key;
  }

  async open() {
    for (const query of POPULAR_PAGES) await this.#ask(query);
    const readers = Array.from({ length: READERS }, (_, i) =>
      this.#while(() => this.#read(i), READER_PAUSE_MS),
    );
    this.#work = [
      ...readers,
      this.#while(() => this.#write(), WRITER_PAUSE_MS),
      this.#while(() => this.#look(), LOOK_PAUSE_MS),
    ];
  }

  async close() {
    this.#isOpen = false;
    await Promise.all(this.#work);
  }

  /** Resets the tally. */
  note() {
    this.#notes = createTally();
  }

  noted() {
    return this.#notes;
  }

  /**
   * Returns the milliseconds until all has recovered: a cache hit and a cache miss are served, a write
   * succeeds, and the gateway is ready.
   */
  async untilWell(patience) {
    const since = Date.now();
    this.#lastReader = { HIT: 0, MISS: 0 };
    this.#lastWrite = 0;
    this.#lastLook = 0;
    for (;;) {
      const latest = [this.#lastReader.HIT, this.#lastReader.MISS, this.#lastWrite, this.#lastLook];
      if (latest.every((time) => time >= since)) return Math.max(...latest) - since;
      if (Date.now() - since > patience) return Number.POSITIVE_INFINITY;
      await sleep(10);
    }
  }

  /** Sends a query. Every third one is new, so that it misses the cache. */
  async #read(reader) {
    this.#count += 1;
    const isNew = this.#count % 3 === 0;
    const query = isNew
      ? `{ article(by: { slug: "never-asked-${this.#count}" }) { title } tags(first: ${1 + (this.#count % 50)}) { nodes { name } } }`
      : POPULAR_PAGES[(this.#count + reader) % POPULAR_PAGES.length];
    const began = Date.now();
    const { status, source, retryAfter, text } = await this.#ask(query);
    const { answers, others } = this.#notes;
    const kind = status === 200 ? source : status;
    answers[kind] = (answers[kind] ?? 0) + 1;
    this.#notes.longest = Math.max(this.#notes.longest, Date.now() - began);
    const isPartial = status === 200 && text.includes('SERVICE_UNAVAILABLE');
    if (status === 200 && !isPartial && kind in this.#lastReader) this.#lastReader[kind] = began;
    if (status !== 200 && !(status === 503 && retryAfter)) others.push(`${status} ${text.slice(0, 200)}`);
  }

  async #write() {
    this.#count += 1;
    const began = Date.now();
    const { status, text } = await this.#ask(CREATE, { title: `Story ${this.#count}` }, this.#key);
    const { writes, others } = this.#notes;
    writes.longest = Math.max(writes.longest, Date.now() - began);
    if (status === 200 && text.includes('"id"')) {
      writes.done += 1;
      this.#lastWrite = began;
    } else if (text.includes('SERVICE_UNAVAILABLE')) writes.refused += 1;
    else others.push(`a write: ${status} ${text.slice(0, 200)}`);
  }

  async #look() {
    const { health } = this.#notes;
    const began = Date.now();
    const [alive, ready] = await Promise.all(
      ['/healthz', '/readyz'].map((path) => fetch(new URL(path, this.#address)).then(drainBody, () => null)),
    );
    health.asked += 1;
    if (alive?.status === 200) health.ok += 1;
    if (ready?.status === 503) health.notReady += 1;
    if (ready?.status === 200) this.#lastLook = began;
  }

  async #ask(query, variables, key) {
    const headers = {
      'content-type': 'application/json',
      ...(key && { authorization: `Bearer ${key}` }),
    };
    try {
      const response = await fetch(this.#address, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query, variables }),
      });
      const { status } = response;
      const [source, retryAfter] = ['x-cache', 'retry-after'].map((name) => response.headers.get(name));
      return { status, source, retryAfter, text: await response.text() };
    } catch (error) {
      return { status: 0, text: String(error.cause ?? error) };
    }
  }

  async #while(work, pause) {
    while (this.#isOpen) {
      await work();
      await sleep(pause);
    }
  }
}

function createTally() {
  return {
    answers: {},
    longest: 0,
    writes: { done: 0, refused: 0, longest: 0 },
    health: { asked: 0, ok: 0, notReady: 0 },
    others: [],
  };
}

async function drainBody(response) {
  await response.text();
  return response;
}
