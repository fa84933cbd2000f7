import { ApolloServer, type BaseContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyBaseLogger } from 'fastify';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { type Judged, judgeAnswers } from './answers/judged.js';
import { type Costed, Costs, costLimit } from './cost.js';
import { answerTrusted } from './documents/answer-trusted.js';
import { withDocumentId } from './documents/document-id.js';
import type { TrustedDocuments } from './documents/trusted-documents.js';
import { CompiledExecution } from './execution/compiled-execution.js';
import { documentStore } from './execution/document-store.js';
import { type Audience, type IdentifiedOperation } from './execution/operation-key.js';
import { RepeatedQueries } from './execution/repeated-queries.js';
import { type GraphErrors, graphErrors, MOST_COMPLAINTS } from './graph-errors.js';
import { documentLimits, MAX_TOKENS } from './limits.js';
import { timeFields } from './observing/time-fields.js';
import { oneMutationField } from './one-mutation.js';
import { showOwnWrites } from './own-writes.js';
import { refuseUnstorableText } from './storable-text.js';
import { admitSubscriptions, admitted } from './subscription-admission.js';
import { VariableChecker } from './variables.js';

/** What the graph needs to know of every request, however it came. */
export interface GraphContext extends BaseContext, Judged, Costed, Audience {
  requestId: string;
  /** False where mutations are refused. */
  mayWrite?: boolean;
  seeLatest(): void;
}

/** An operation as clients send it (https://graphql.github.io/graphql-over-http/draft/#sec-Request-Parameters). */
export interface OperationParams {
  query?: string;
  documentId?: unknown;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
  extensions?: Record<string, unknown> | null;
}

/** An answer as clients see it: errors coded and masked. */
export interface Answer {
  data?: unknown;
  errors?: readonly object[];
  extensions?: Record<string, unknown>;
}

export interface GraphOptions {
  schema: GraphQLSchema;
  /** Whether clients may ask for the schema, and errors may name what else is in it. */
  introspection: boolean;
  /** What may be asked, or is known by its hash. */
  documents: TrustedDocuments;
  /** The most fields that an operation may answer. */
  maxCost: number;
  /** Whether to note how long each field takes. */
  timesFields?: boolean;
  /** Whether queries that are asked often are compiled. */
  compiles: boolean;
  log: FastifyBaseLogger;
}

/**
 * The one way into the graph, whatever transport an operation comes by: it is parsed, validated, held to every
 * limit and, unless it is a subscription, executed by one Apollo Server, so that a rule or a plugin that is added
 * here holds for HTTP, WebSockets and event streams alike. What it has answered once without an error it need not
 * look at again (execution/repeated-queries.ts): a rule that depends on more than the document belongs there too.
 */
export class Graph<Context extends GraphContext> {
  readonly schema: GraphQLSchema;
  readonly errors: GraphErrors;
  readonly apollo: ApolloServer<Context>;
  /** Null where all has to be seen field by field. */
  private readonly repeated: RepeatedQueries<Context> | null;

  constructor({
    schema,
    introspection,
    documents,
    maxCost,
    timesFields = false,
    compiles,
    log,
  }: GraphOptions) {
    this.schema = schema;
    const hideSuggestions = !introspection;
    this.errors = graphErrors({ log, hidesSchema: hideSuggestions });
    const costs = new Costs(schema, new VariableChecker(schema, hideSuggestions), maxCost);
    // What is compiled is not seen field by field.
    const execution = compiles && !timesFields ? new CompiledExecution(schema) : null;
    this.repeated = execution && new RepeatedQueries(execution, costs, documents);
    this.apollo = new ApolloServer<Context>({
      schema,
      introspection,
      documentStore: documentStore(),
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      validationRules: [oneMutationField, ...documentLimits],
      validationOptions: { hideSuggestions, maxErrors: MOST_COMPLAINTS },
      parseOptions: { maxTokens: MAX_TOKENS },
      formatError: this.errors.format,
      logger: log,
      plugins: [
        answerTrusted(documents),
        ApolloServerPluginLandingPageDisabled(),
        // It watches every field of every answer for hints that this schema does not give.
        ApolloServerPluginCacheControlDisabled(),
        costLimit(costs),
        refuseUnstorableText,
        showOwnWrites,
        admitSubscriptions,
        judgeAnswers,
        ...(timesFields ? [timeFields] : []),
        ...(this.repeated ? [this.repeated.plugin] : []),
        this.errors.plugin,
      ],
    });
  }

  /** Whether it may be a mutation, as far as can be told without parsing it: of a hash, unless it is known. */
  mayWrite(params: OperationParams): boolean {
    if (typeof params.query === 'string') return params.query.includes('mutation');
    return this.find(params) === null;
  }

  /** Returns the query that a request means, if one like it was answered before. */
  find(params: OperationParams): IdentifiedOperation | null {
    return this.repeated?.find(params) ?? null;
  }

  /** Answers a query that was answered before, without asking Apollo; null when it has to be asked. */
  async answerAgain(params: OperationParams, context: Context): Promise<Answer | null> {
    const data = await this.repeated?.answer(params, context);
    return data ? { data } : null;
  }

  /** Answers a query, a mutation or what is wrong; of a subscription, its document, for it to be begun. */
  async answer(params: OperationParams, contextValue: Context): Promise<Answer | { admitted: DocumentNode }> {
    const again = await this.answerAgain(params, contextValue);
    if (again) return again;
    const { query, operationName, variables, extensions } = withDocumentId(params);
    const { body } = await this.apollo.executeOperation(
      {
        ...(query !== undefined && { query }),
        ...(operationName && { operationName }),
        ...(variables && { variables }),
        ...(extensions && { extensions }),
      },
      { contextValue },
    );
    if (body.kind !== 'single') throw new Error('Nothing asks for answers in parts.');
    const document = admitted(body.singleResult);
    return document ? { admitted: document } : (body.singleResult as Answer);
  }
}
