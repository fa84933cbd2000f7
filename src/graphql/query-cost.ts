import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNullableType,
  isListType,
  type OperationDefinitionNode,
} from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import { ErrorCode } from '../shared/errors/errors.js';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../shared/pagination/connection.js';
import { assertPageSizes } from '../shared/pagination/pagination.js';
import { identifyOperation } from './operation-key.js';
import type { VariableChecker, Variables } from './variables.js';

/** The header that asks for `extensions.cost`. */
export const SHOW_COST = 'x-show-cost';
/** As many as a list without `first` or `last` is taken to have: tags, authors, blocks, sections. */
const DEFAULT_LIST_SIZE = 3;
/** An operation takes a point, and one more for each so many fields that it may answer. */
const FIELDS_PER_POINT = 1_000;

/** What a context learns of its operation's cost. */
export interface CostState {
  cost: { fields?: number };
  /** Whether the client wants to know. */
  shouldReportCost: boolean;
  /** Takes points of whoever asks, beside the one that they came in by. */
  charge(points: number): void;
}

/**
 * Refuses what could answer more fields than the limit, before anything runs: each field counts 1, and all below a
 * list as often as the list may be long. What is within takes points of whoever asks, and says what it cost if asked.
 */
export function createCostLimitPlugin(analyzer: QueryCostAnalyzer): ApolloServerPlugin<CostState> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, operationName, request: { variables }, contextValue }) => {
        analyzer.enforce(document, operationName, variables, contextValue);
      },
      willSendResponse: async ({ response: { body }, contextValue: { cost, shouldReportCost } }) => {
        if (!shouldReportCost || cost.fields === undefined || body.kind !== 'single') return;
        const report = { fields: cost.fields, limit: analyzer.limit, points: calculatePoints(cost.fields) };
        body.singleResult.extensions = { ...body.singleResult.extensions, cost: report };
      },
    }),
  };
}

/** What an operation takes of what its client may do in a minute. */
function calculatePoints(fields: number): number {
  return 1 + Math.floor(fields / FIELDS_PER_POINT);
}

/** What an operation costs with other variables is remembered for so many of them. */
const MAX_CACHED_COSTS = 50;
/** In characters: variables without their texts are short, unless somebody means to fill the memory. */
const MAX_KEY_LENGTH = 1_000;

/** What operations cost. Counting takes longer than much of what is counted, so that it is done once for each. */
export class QueryCostAnalyzer {
  private readonly costsByDocument = new WeakMap<OperationDefinitionNode, Map<string, number>>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly variables: VariableChecker,
    /** The most fields that an operation may answer. */
    readonly limit: number,
  ) {}

  /** Takes an operation's points of whoever asks, once. Throws a GraphQLError when it could cost more than the limit. */
  enforce(
    document: DocumentNode,
    operationName: string | null | undefined,
    variables: Variables,
    { cost, charge }: CostState,
  ): void {
    const isCharged = cost.fields !== undefined;
    cost.fields = this.getCost(document, operationName, variables);
    if (cost.fields > this.limit) {
      throw createCostError(
        `This could answer ${cost.fields} fields, and ${this.limit} is the limit. Ask for shorter lists, or fewer in each other.`,
      );
    }
    if (!isCharged) charge(calculatePoints(cost.fields) - 1);
  }

  /** What cannot be counted, for what its variables are, is not run either. */
  private getCost(
    document: DocumentNode,
    operationName: string | null | undefined,
    variables: Variables,
  ): number {
    const { definition } = identifyOperation(document, operationName) ?? {};
    const costs = (definition && this.costsByDocument.get(definition)) ?? new Map<string, number>();
    if (definition) this.costsByDocument.set(definition, costs);
    try {
      this.variables.check(document, operationName, variables);
      const key = JSON.stringify(variables ?? {}, blankStrings);
      const cost = costs.get(key) ?? this.calculateCost(document, operationName, variables);
      if (costs.size >= MAX_CACHED_COSTS) costs.clear();
      if (key.length <= MAX_KEY_LENGTH) costs.set(key, cost);
      return cost;
    } catch (error) {
      throw createCostError(error instanceof GraphQLError ? error.message : 'Its variables cannot be read.');
    }
  }

  private calculateCost(
    query: DocumentNode,
    operationName: string | null | undefined,
    variables: Variables,
  ): number {
    return getComplexity({
      ...{ schema: this.schema, query, estimators: [estimateFields] },
      ...(variables && { variables }),
      ...(operationName && { operationName }),
    });
  }
}

/** Costs depend on numbers, on what is left out and on how long lists are, and on no text. */
function blankStrings(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? '' : value;
}

function createCostError(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: ErrorCode.BAD_USER_INPUT, http: { status: 400 } },
  });
}

const estimateFields: ComplexityEstimator = ({ field, args, type, childComplexity }) => {
  const returnType = getNullableType(field.type);
  const isConnection = /Connection!?$/.test(String(field.type));
  // The length of a connection counts at the connection, whose fields edges and nodes are lists of that length.
  const isWithinConnection = /Connection$/.test(type.name);
  if (isConnection) {
    // By a variable, it may stand in lists of lists: none of them is begun.
    assertPageSizes(args);
  }
  if (!isConnection && (isWithinConnection || !isListType(returnType))) return 1 + childComplexity;
  return 1 + childComplexity * estimateListLength(args, isConnection ? DEFAULT_PAGE_SIZE : DEFAULT_LIST_SIZE);
};

/** Where the maximum is another one, what is over it is refused when it comes to it. */
function estimateListLength({ first, last, ids }: Record<string, unknown>, defaultLength: number): number {
  const requested = [first, last, Array.isArray(ids) ? ids.length : undefined].find(
    (size) => typeof size === 'number',
  );
  return Math.min(Math.max(Number(requested ?? defaultLength), 1), MAX_PAGE_SIZE);
}
