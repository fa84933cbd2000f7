import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type Judged, operatedOf } from '../answers/judged.js';
import type { Costed, Costs } from '../cost.js';
import { withDocumentId } from '../documents/document-id.js';
import type { TrustedDocuments } from '../documents/trusted-documents.js';
import type { OperationParams } from '../graph.js';
import { isUnstorable } from '../storable-text.js';
import type { CompiledExecution } from './compiled-execution.js';
import { LONGEST_KEPT } from './document-store.js';
import { type IdentifiedOperation, identifyOperation } from './operation-key.js';

/** As many as documents are kept (document-store.ts). */
const MOST = 500;

/**
 * Queries that Apollo has answered without an error. What it finds of a document depends on its text alone, and is
 * as true the next time; what depends on the request, its cost, its variables and its execution, is done here by the
 * same code. Of whatever is not as it should be nothing is said here, so that Apollo says it.
 */
export class RepeatedQueries<Context extends Judged & Costed> {
  /** By their text and by its SHA-256. */
  private readonly passed = new LRUCache<string, DocumentNode>({ max: 2 * MOST });

  constructor(
    private readonly execution: CompiledExecution,
    private readonly costs: Costs,
    private readonly documents: TrustedDocuments,
  ) {}

  /** Learns what has passed. */
  readonly plugin: ApolloServerPlugin<Context> = {
    requestDidStart: async () => ({
      willSendResponse: async ({ source, queryHash, document, operation, errors }) => {
        if (!source || !queryHash || !document || errors?.length || source.length > LONGEST_KEPT) return;
        if (operation?.operation !== OperationTypeNode.QUERY || this.passed.has(source)) return;
        for (const name of [source, queryHash]) this.passed.set(name, document);
      },
    }),
  };

  /** Returns the query that a request means, if it has passed. */
  find(params: OperationParams): IdentifiedOperation | null {
    return this.queryOf(params)?.operation ?? null;
  }

  /** The data; null when Apollo has to answer. */
  async answer(params: OperationParams, context: Context): Promise<unknown> {
    const query = context.showsCost ? null : this.queryOf(params);
    const { operationName, variables: given } = params;
    const variables = given ?? undefined;
    if (!query || isUnstorable(variables)) return null;
    const { document, operation } = query;
    try {
      this.costs.admit(document, operationName, variables, context);
    } catch {
      return null;
    }
    const data = await this.execution.execute({ document, operationName, variables, contextValue: context });
    if (data === null) return null;
    context.outcome.is = 'read';
    Object.assign(context.outcome, { operation, variables });
    context.outcome.operated = operatedOf(operation, 'OK');
    return data;
  }

  private queryOf(params: OperationParams) {
    const document = this.documentOf(params);
    const operation = document && identifyOperation(document, params.operationName);
    return operation?.type === OperationTypeNode.QUERY ? { document: document!, operation } : null;
  }

  private documentOf(params: OperationParams): DocumentNode | undefined {
    if (!isInOrder(params)) return undefined;
    const { query, extensions } = withDocumentId(params);
    if (typeof query === 'string') return extensions ? undefined : this.passed.get(query);
    const { version, sha256Hash } = Object(extensions?.persistedQuery);
    if (query !== undefined || version !== 1 || typeof sha256Hash !== 'string') return undefined;
    return this.passed.get(this.documents.find(sha256Hash) ?? sha256Hash);
  }
}

/** Whether what stands beside the document is as the specification has it. */
function isInOrder({ operationName, variables }: OperationParams): boolean {
  return (
    (operationName == null || typeof operationName === 'string') &&
    (variables == null || (typeof variables === 'object' && !Array.isArray(variables)))
  );
}
