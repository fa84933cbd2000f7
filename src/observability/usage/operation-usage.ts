import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type OperationDefinitionNode, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import { PeriodicWrite } from '../../shared/async/periodic-write.js';
import type { OperationInfo } from '../../shared/operation-info.js';
import { identifyCrawler, labelCrawler, SIGNED_SUFFIX } from '../../shared/signature-agents.js';
import { type NormalizedOperation, normalizeOperations } from './normalize-operation.js';
import { type CountedOperation, OTHER, type UsageStore } from './usage-store.js';

const FLUSH_INTERVAL_MS = 30_000;
/** Milliseconds between the normalizations of two documents, so that requests do not wait for all of them. */
const PAUSE_MS = 5;
/** Maximum number of documents in memory. */
const MAX_DOCUMENTS = 1_000;
/** Maximum characters of a document that is stored; longer ones are counted as other. */
const MAX_DOCUMENT_LENGTH = 20_000;
/** Maximum number of clients that one instance tells apart, and characters of their names. */
const MAX_CLIENTS = 100;
const MAX_CLIENT_LENGTH = 100;

/** Headers in which clients send their name, as Apollo's and other clients do. */
const CLIENT_NAME_HEADERS = ['apollographql-client-name', 'graphql-client-name'] as const;

/** Requests by client. */
type Counts = Map<string, number>;

/** A document that was executed, with its counts since the last write. */
interface SeenDocument {
  /** Text of the document until it is normalized. */
  text: string | null;
  /** Normalized operations by name. */
  operations: Map<string | null, NormalizedOperation>;
  counts: Map<string | null, Counts>;
}

export interface OperationUsageDeps {
  store: Pick<UsageStore, 'add'>;
  log: { warn(line: object, message: string): void };
}

/**
 * Counts the requests of each valid operation by client and day. Counting is an increment in memory;
 * documents are normalized and written in batches.
 */
export class OperationUsage {
  private readonly documents = new LRUCache<string, SeenDocument>({
    max: MAX_DOCUMENTS,
    dispose: (document) => {
      this.other += sum(document);
    },
  });
  private readonly clients = new Set<string>();
  /** Requests with an unknown document since the last write. */
  private other = 0;
  private readonly writes = new PeriodicWrite(() => this.write(), FLUSH_INTERVAL_MS);
  private isStopping = false;

  constructor(private readonly deps: OperationUsageDeps) {}

  /** Remembers the document of a valid operation, so that its requests can be counted. */
  learn({ documentHash, definition }: { documentHash: string; definition: OperationDefinitionNode }): void {
    if (this.documents.has(documentHash)) return;
    const text = definition.loc?.source.body ?? '';
    if (text === '' || text.length > MAX_DOCUMENT_LENGTH) return;
    this.documents.set(documentHash, { text, operations: new Map(), counts: new Map() });
  }

  /** Counts a request of a valid operation. */
  count({ documentHash, name }: Pick<OperationInfo, 'documentHash' | 'name'>, headers: IncomingHttpHeaders) {
    if (documentHash === null) return;
    const document = this.documents.get(documentHash);
    if (!document) {
      this.other += 1;
      return;
    }
    const client = this.identifyClient(headers);
    const counts = document.counts.get(name);
    if (counts) counts.set(client, (counts.get(client) ?? 0) + 1);
    else document.counts.set(name, new Map([[client, 1]]));
  }

  start(): void {
    this.writes.start();
  }

  /** Writes the counts since the last write. If that fails, they are counted again. */
  flush(): Promise<void> {
    return this.writes.flush();
  }

  /** Writes the last counts. Call it when no more requests arrive and before the database is closed. */
  stop(): Promise<void> {
    this.isStopping = true;
    return this.writes.stop();
  }

  private async write(): Promise<void> {
    const { other } = this;
    const taken = [...this.documents.values()].filter(({ counts }) => counts.size > 0);
    if (taken.length === 0 && other === 0) return;
    const batch = taken.map((document) => ({ document, counts: document.counts }));
    for (const { document } of batch) document.counts = new Map();
    this.other = 0;
    try {
      const operations: CountedOperation[] = [];
      for (const { document, counts } of batch) {
        // One client can fill the memory with documents, each of which takes milliseconds.
        if (document.text !== null) await sleep(this.isStopping ? 0 : PAUSE_MS);
        operations.push(...listOperations(document, counts));
      }
      await this.deps.store.add(operations, other);
    } catch (err) {
      for (const { document, counts } of batch) document.counts = mergeCounts(counts, document.counts);
      this.other += other;
      this.deps.log.warn({ err }, 'usage of operations could not be written and waits in memory');
    }
  }

  private identifyClient(headers: IncomingHttpHeaders): string {
    const given = (headers[CLIENT_NAME_HEADERS[0]] ?? headers[CLIENT_NAME_HEADERS[1]]) as string | undefined;
    // A crawler sends no other name.
    const crawler = given ? null : identifyCrawler(headers);
    if (!given) return crawler ? labelCrawler(crawler) : '';
    if (this.clients.has(given)) return given;
    let name = given
      .replace(/[^\x20-\x7e]/g, '')
      .slice(0, MAX_CLIENT_LENGTH)
      .trimEnd();
    // Again and again, since what is left may end in it too.
    while (name.endsWith(SIGNED_SUFFIX)) name = name.slice(0, -SIGNED_SUFFIX.length).trimEnd();
    if (this.clients.size >= MAX_CLIENTS && !this.clients.has(name)) return OTHER;
    this.clients.add(name);
    return name;
  }
}

/** Lists the operations of a document that were requested, and normalizes the document at first. */
function listOperations(
  document: SeenDocument,
  counts: ReadonlyMap<string | null, Counts>,
): CountedOperation[] {
  if (document.text !== null) {
    for (const operation of normalizeOperations(parse(document.text, { noLocation: true })))
      document.operations.set(operation.name, operation);
    document.text = null;
  }
  return [...counts].flatMap(([name, clients]) => {
    const operation = document.operations.get(name);
    return operation ? [...clients].map(([client, requests]) => ({ ...operation, client, requests })) : [];
  });
}

function mergeCounts(
  older: Map<string | null, Counts>,
  newer: ReadonlyMap<string | null, Counts>,
): Map<string | null, Counts> {
  for (const [name, clients] of newer) {
    const counts = older.get(name) ?? new Map<string, number>();
    for (const [client, requests] of clients) counts.set(client, (counts.get(client) ?? 0) + requests);
    older.set(name, counts);
  }
  return older;
}

function sum({ counts }: SeenDocument): number {
  return [...counts.values()]
    .flatMap((clients) => [...clients.values()])
    .reduce((one, other) => one + other, 0);
}
