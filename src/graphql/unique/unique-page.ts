import {
  type DocumentNode,
  defaultFieldResolver,
  defaultTypeResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getVariableValues,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import type { ListTurn } from '../../shared/exclusion/exclusion.js';
import { identifyOperation } from '../operation-key.js';
import type { Variables } from '../variables.js';
import { isUnique, UNIQUE_FIELDS, UniqueDirective } from './unique-directive.js';
import { createTurns } from './unique-turns.js';

type Path = GraphQLResolveInfo['path'];
type Fields = ReadonlyMap<string, readonly FieldNode[]>;

/** An object of the response, with its place in it. */
interface Place {
  type: GraphQLObjectType;
  value: unknown;
  path: Path | undefined;
}

/** What a resolver returned or threw. */
type Result = { value: unknown } | { error: unknown };

/** Parts of the request context that pages without repetition need. */
export interface UniqueContext {
  uniquePage?: UniquePage;
  listTurn?: ListTurn;
}

export interface UniqueOperation {
  schema: GraphQLSchema;
  document: DocumentNode;
  operationName: string | null | undefined;
  variables: Variables;
}

/**
 * Resolves the fields with `@unique` of an operation, and the fields around them, before its execution. The
 * execution then takes their results from here, wherever they are in the response.
 */
export class UniquePage {
  private readonly results = new Map<string, Result>();
  private readonly takenByGroup = new Map<string, Set<number>>();
  private readonly fragments: Record<string, FragmentDefinitionNode>;

  private constructor(
    private readonly operation: UniqueOperation,
    private readonly definition: OperationDefinitionNode,
    private readonly variableValues: Record<string, unknown>,
    private readonly context: object,
  ) {
    this.fragments = getFragments(operation.document);
  }

  /** Resolves the fields with `@unique`; null if the operation has none, or its variables are invalid. */
  static async load(operation: UniqueOperation, context: object): Promise<UniquePage | null> {
    const { schema, document, operationName, variables } = operation;
    const definition = identifyOperation(document, operationName)?.definition;
    if (!definition || !hasUniqueFields(document, definition)) return null;
    const { coerced } = getVariableValues(schema, definition.variableDefinitions ?? [], variables ?? {}, {
      maxErrors: 1,
    });
    if (!coerced) return null; // the execution reports the error
    const page = new UniquePage(operation, definition, coerced, context);
    const root = schema.getQueryType()!;
    const fields = collectFields(schema, page.fragments, coerced, root, definition.selectionSet);
    await page.resolveFields([{ type: root, value: undefined, path: undefined }], fields);
    return page;
  }

  /** Returns the result of a field; undefined if it was not resolved before the execution. */
  find(path: Path): Result | undefined {
    return this.results.get(formatPath(path));
  }

  /** Resolves the fields of objects of one type, one field after the other. */
  private async resolveFields(places: Place[], fields: Fields): Promise<void> {
    for (const [name, nodes] of fields) {
      if (!this.leadsToUnique(nodes)) continue;
      const field = places[0]!.type.getFields()[nodes[0]!.name.value];
      if (!field) continue; // introspection
      const found = await this.resolveField(places, field, name, nodes);
      const types = new Set(found.map(({ type }) => type));
      for (const type of types) {
        const { schema } = this.operation;
        const subfields = collectSubfields(schema, this.fragments, this.variableValues, type, nodes);
        await this.resolveFields(
          found.filter((place) => place.type === type),
          subfields,
        );
      }
    }
  }

  /** Resolves a field of all objects together, and returns the objects in its values. */
  private async resolveField(
    places: Place[],
    field: GraphQLField<unknown, unknown>,
    name: string,
    nodes: readonly FieldNode[],
  ): Promise<Place[]> {
    const taken = this.getTaken(nodes);
    const kind = taken && UNIQUE_FIELDS.get(`${places[0]!.type.name}.${field.name}`);
    const turns = kind === 'list' ? createTurns(taken!, places.length) : [];
    const resolved = await Promise.all(
      places.map(async (parent, i) => {
        const path: Path = { prev: parent.path, key: name, typename: parent.type.name };
        const turn = turns[i];
        const context = turn ? Object.assign(Object.create(this.context), { listTurn: turn }) : this.context;
        const result = await this.callResolver(parent, field, nodes, path, context);
        await turn?.end();
        this.results.set(formatPath(path), result);
        return { path, result };
      }),
    );
    const found: Place[] = [];
    for (const { path, result } of resolved) {
      if ('error' in result) continue;
      const objects = await this.findObjects(field.type, result.value, path);
      for (const { type, value } of kind === 'article' ? objects : [])
        if (type.name === 'Article') taken!.add((value as { id: number }).id);
      found.push(...objects);
    }
    return found;
  }

  private async callResolver(
    { type, value }: Place,
    field: GraphQLField<unknown, unknown>,
    nodes: readonly FieldNode[],
    path: Path,
    context: unknown,
  ): Promise<Result> {
    const { fragments, variableValues, definition } = this;
    const { schema } = this.operation;
    const info: GraphQLResolveInfo = {
      ...{ fieldName: field.name, fieldNodes: nodes, returnType: field.type, parentType: type, path },
      ...{ schema, fragments, rootValue: undefined, operation: definition, variableValues },
    };
    try {
      const args = getArgumentValues(field, nodes[0]!, variableValues);
      const resolve = field.resolve ?? defaultFieldResolver;
      return { value: await resolve(value, args, context, info) };
    } catch (error) {
      return { error };
    }
  }

  /** Finds the objects in a value: itself, or the elements of a list. */
  private async findObjects(returnType: GraphQLOutputType, given: unknown, path: Path): Promise<Place[]> {
    if (isNonNullType(returnType)) return this.findObjects(returnType.ofType, given, path);
    const value = await Promise.resolve(given).catch(() => null); // the execution reports the error
    if (value == null || value instanceof Error) return [];
    if (isListType(returnType)) {
      const elements = await Promise.all(
        [...(value as Iterable<unknown>)].map((element, key) =>
          this.findObjects(returnType.ofType, element, { prev: path, key, typename: undefined }),
        ),
      );
      return elements.flat();
    }
    const type = getNamedType(returnType);
    if (isObjectType(type)) return [{ type, value, path }];
    if (!isAbstractType(type)) return [];
    const info = { schema: this.operation.schema } as GraphQLResolveInfo;
    const name = await defaultTypeResolver(value, this.context, info, type);
    const object = name === undefined ? undefined : this.operation.schema.getType(name);
    return isObjectType(object) ? [{ type: object, value, path }] : [];
  }

  /** Returns the articles that fields of the same group have taken; undefined without the directive. */
  private getTaken(nodes: readonly FieldNode[]): Set<number> | undefined {
    const node = nodes.find(isUnique);
    if (!node) return undefined;
    const { group } = getDirectiveValues(UniqueDirective, node, this.variableValues) as { group: string };
    const taken = this.takenByGroup.get(group) ?? new Set();
    this.takenByGroup.set(group, taken);
    return taken;
  }

  private leadsToUnique(nodes: readonly FieldNode[]): boolean {
    return nodes.some((node) => isUnique(node) || containsUnique(node.selectionSet, this.fragments));
  }
}

function getFragments({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  return Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
}

const uniqueOperations = new WeakMap<OperationDefinitionNode, boolean>();

/** Returns true if a valid operation has fields with `@unique`. */
export function hasUniqueFields(document: DocumentNode, definition: OperationDefinitionNode): boolean {
  const known = uniqueOperations.get(definition);
  if (known !== undefined) return known;
  const hasUnique = containsUnique(definition.selectionSet, getFragments(document));
  uniqueOperations.set(definition, hasUnique);
  return hasUnique;
}

const uniqueSelections = new WeakMap<SelectionSetNode, boolean>();

function containsUnique(
  set: SelectionSetNode | undefined,
  fragments: Record<string, FragmentDefinitionNode>,
): boolean {
  if (!set) return false;
  const known = uniqueSelections.get(set);
  if (known !== undefined) return known;
  const hasUnique = set.selections.some((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD)
      return containsUnique(fragments[selection.name.value]?.selectionSet, fragments);
    return (
      (selection.kind === Kind.FIELD && isUnique(selection)) ||
      containsUnique(selection.selectionSet, fragments)
    );
  });
  uniqueSelections.set(set, hasUnique);
  return hasUnique;
}

function formatPath(path: Path): string {
  let text = '';
  for (let step: Path | undefined = path; step; step = step.prev) text = `.${step.key}${text}`;
  return text;
}
