import { ApolloServer, type BaseContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyBaseLogger } from 'fastify';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { createDocumentStore } from './document-store.js';
import { createGraphErrorHandler, type GraphErrorHandler, MAX_REPORTED_ERRORS } from './format-error.js';
import { JitExecutor } from './jit/jit-execution.js';
import { type Audience, type IdentifiedOperation } from './operation-key.js';
import { type OperationState, recordOutcomePlugin } from './operation-result.js';
import { normalizeDocumentId } from './persisted-documents/document-id.js';
import { createTrustedDocumentsPlugin } from './persisted-documents/execute-persisted.js';
import type { TrustedDocuments } from './persisted-documents/persisted-documents.js';
import { deferSubscriptionsPlugin, getSubscriptionDocument } from './plugins/defer-subscriptions.js';
import { readYourWritesPlugin } from './plugins/read-your-writes.js';
import { fieldTimingPlugin } from './plugins/time-fields.js';
import { type CostState, createCostLimitPlugin, QueryCostAnalyzer } from './query-cost.js';
import { documentLimitRules, MAX_TOKENS } from './rules/document-limits.js';
import { rejectInvalidTextPlugin } from './rules/reject-invalid-text.js';
import { singleMutationRule } from './rules/single-mutation-rule.js';
import { ValidatedQueryCache } from './validated-query-cache.js';
import { VariableChecker } from './variables.js';

/** What the graph needs to know of every request, however it came. */
export interface GraphContext extends BaseContext, OperationState, CostState, Audience {
  requestId: string;
  /** False where mutations are refused. */
  canMutate?: boolean;
  enableReadYourWrites(): void;
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
export interface OperationResponse {
  data?: unknown;
  errors?: readonly object[];
  extensions?: Record<string, unknown>;
}

export interface GraphQLExecutorOptions {
  schema: GraphQLSchema;
  /** Whether clients may ask for the schema, and errors may name what else is in it. */
  introspection: boolean;
  /** What may be asked, or is known by its hash. */
  trustedDocuments: TrustedDocuments;
  /** The most fields that an operation may answer. */
  maxCost: number;
  /** Whether to note how long each field takes. */
  shouldTimeFields?: boolean;
  /** Whether queries that are asked often are compiled. */
  shouldCompile: boolean;
  log: FastifyBaseLogger;
}

/**
 * The one way into the graph, whatever transport an operation comes by: it is parsed, validated, held to every
 * limit and, unless it is a subscription, executed by one Apollo Server, so that a rule or a plugin that is added
 * here holds for HTTP, WebSockets and event streams alike. What it has answered once without an error it need not
 * look at again (execution/repeated-queries.ts): a rule that depends on more than the document belongs there too.
 */
export class GraphQLExecutor<Context extends GraphContext> {
  readonly schema: GraphQLSchema;
  readonly errorHandler: GraphErrorHandler;
  readonly apollo: ApolloServer<Context>;
  /** Null where all has to be seen field by field. */
  private readonly validatedQueries: ValidatedQueryCache<Context> | null;

  constructor({
    schema,
    introspection,
    trustedDocuments,
    maxCost,
    shouldTimeFields = false,
    shouldCompile,
    log,
  }: GraphQLExecutorOptions) {
    this.schema = schema;
    const hideSuggestions = !introspection;
    this.errorHandler = createGraphErrorHandler({ log, shouldHideSchema: hideSuggestions });
    const costAnalyzer = new QueryCostAnalyzer(schema, new VariableChecker(schema, hideSuggestions), maxCost);
    // What is compiled is not seen field by field.
    const jitExecutor = shouldCompile && !shouldTimeFields ? new JitExecutor(schema) : null;
    this.validatedQueries =
      jitExecutor && new ValidatedQueryCache(jitExecutor, costAnalyzer, trustedDocuments);
    this.apollo = new ApolloServer<Context>({
      schema,
      introspection,
      documentStore: createDocumentStore(),
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      validationRules: [singleMutationRule, ...documentLimitRules],
      validationOptions: { hideSuggestions, maxErrors: MAX_REPORTED_ERRORS },
      parseOptions: { maxTokens: MAX_TOKENS },
      formatError: this.errorHandler.format,
      logger: log,
      plugins: [
        createTrustedDocumentsPlugin(trustedDocuments),
        ApolloServerPluginLandingPageDisabled(),
        // It watches every field of every answer for hints that this schema does not give.
        ApolloServerPluginCacheControlDisabled(),
        createCostLimitPlugin(costAnalyzer),
        rejectInvalidTextPlugin,
        readYourWritesPlugin,
        deferSubscriptionsPlugin,
        recordOutcomePlugin,
        ...(shouldTimeFields ? [fieldTimingPlugin] : []),
        ...(this.validatedQueries ? [this.validatedQueries.plugin] : []),
        this.errorHandler.plugin,
      ],
    });
  }

  /** Whether it may be a mutation, as far as can be told without parsing it: of a hash, unless it is known. */
  canBeMutation(params: OperationParams): boolean {
    if (typeof params.query === 'string') return params.query.includes('mutation');
    return this.find(params) === null;
  }

  /** Returns the query that a request means, if one like it was answered before. */
  find(params: OperationParams): IdentifiedOperation | null {
    return this.validatedQueries?.find(params) ?? null;
  }

  /** Answers a query that was answered before, without asking Apollo; null when it has to be asked. */
  async executeValidated(params: OperationParams, context: Context): Promise<OperationResponse | null> {
    const data = await this.validatedQueries?.execute(params, context);
    return data ? { data } : null;
  }

  /** Answers a query, a mutation or what is wrong; of a subscription, its document, for it to be begun. */
  async execute(
    params: OperationParams,
    contextValue: Context,
  ): Promise<OperationResponse | { subscriptionDocument: DocumentNode }> {
    const cached = await this.executeValidated(params, contextValue);
    if (cached) return cached;
    const { query, operationName, variables, extensions } = normalizeDocumentId(params);
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
    const document = getSubscriptionDocument(body.singleResult);
    return document ? { subscriptionDocument: document } : (body.singleResult as OperationResponse);
  }
}
