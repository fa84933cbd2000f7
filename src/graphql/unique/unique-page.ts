import {
  type DocumentNode,
  defaultFieldResolver,
  defaultTypeResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
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
import { BadUserInputError } from '../../shared/errors/errors.js';
import type { ListTurn } from '../../shared/exclusion/exclusion.js';
import { MAX_UNIQUE_NAME, type Unique } from '../../shared/exclusion/unique.input.js';
import { identifyOperation } from '../operation-key.js';
import type { Variables } from '../variables.js';
import { hasUniqueDirective, isUnique, UNIQUE_FIELDS, UniqueDirective } from './unique-directive.js';
import { createTurns } from './unique-turns.js';

type Path = GraphQLResolveInfo['path'];
type Fields = ReadonlyMap<string, readonly FieldNode[]>;

/** An object of the response, with its place in it. */
interface Place {
  type: GraphQLObjectType;
  value: unknown;
  path: Path | undefined;
}

/** Value or error of a resolver. */
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

type Args = Record<string, unknown>;

/**
 * Resolves the unique fields of an operation, and the fields around them, before its execution. The execution then
 * takes their results from here, wherever they are in the response.
 *
 * A list of an object is resolved once for its arguments. Clients that cache fields by object and arguments show the
 * same list at each place, and so does the response.
 */
export class UniquePage {
  private readonly results = new Map<string, Result>();
  /** Results of lists, by their object and arguments. */
  private readonly lists = new Map<string, Promise<Result>>();
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

  /** Resolves the unique fields; null if the operation has none, or its variables are invalid. */
  static async load(operation: UniqueOperation, context: object): Promise<UniquePage | null> {
    const { schema, document, operationName, variables } = operation;
    const definition = identifyOperation(document, operationName)?.definition;
    if (!definition || !hasUniqueFields(document, definition)) return null;
    const { coerced } = getVariableValues(schema, definition.variableDefinitions ?? [], variables ?? {}, {
      maxErrors: 1,
    });
    if (!coerced) return null; // the execution reports the error
    // The execution refuses fields at each of their places.
    const ownContext: object = Object.assign(Object.create(context), { refusedFields: undefined });
    const page = new UniquePage(operation, definition, coerced, ownContext);
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
    const kind = UNIQUE_FIELDS.get(`${places[0]!.type.name}.${field.name}`);
    const args = this.getArguments(field, nodes[0]!);
    const group = kind && getGroup(kind, nodes, args, this.variableValues);
    const taken = group === undefined ? undefined : this.getTaken(group);
    const isList = kind === 'list' && taken !== undefined;
    const keys = places.map((parent) => (isList ? formatListKey(parent, field, args) : undefined));
    const firsts = keys.map((key, i) => isList && !this.lists.has(key!) && keys.indexOf(key) === i);
    const turns = isList ? createTurns(taken, firsts.filter(Boolean).length) : [];
    const resolved = await Promise.all(
      places.map(async (parent, i) => {
        const path: Path = { prev: parent.path, key: name, typename: parent.type.name };
        const turn = firsts[i] ? turns.shift() : undefined;
        const resolve = async (context: unknown) => {
          const result = await this.callResolver(parent, field, nodes, path, context);
          await turn?.end();
          return result;
        };
        if (turn)
          this.lists.set(keys[i]!, resolve(Object.assign(Object.create(this.context), { listTurn: turn })));
        const result = await (isList ? this.lists.get(keys[i]!)! : resolve(this.context));
        this.results.set(formatPath(path), result);
        return { path, result };
      }),
    );
    const found: Place[] = [];
    for (const { path, result } of resolved) {
      if ('error' in result) continue;
      const objects = await this.findObjects(field.type, result.value, path);
      for (const { type, value } of kind === 'article' ? objects : [])
        if (type.name === 'Article') taken?.add((value as { id: number }).id);
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
      fieldName: field.name,
      fieldNodes: nodes,
      returnType: field.type,
      parentType: type,
      path,
      schema,
      fragments,
      rootValue: undefined,
      operation: definition,
      variableValues,
    };
    try {
      const args = getArgumentValues(field, nodes[0]!, variableValues);
      assertValidName(args);
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
    const name = await this.findTypeName(type, value);
    const object = name === undefined ? undefined : this.operation.schema.getType(name);
    return isObjectType(object) ? [{ type: object, value, path }] : [];
  }

  /** Returns the name of the object type of a value; undefined for an unknown one, which the execution reports. */
  private async findTypeName(type: GraphQLAbstractType, value: unknown): Promise<string | undefined> {
    const info = { schema: this.operation.schema } as GraphQLResolveInfo;
    try {
      return await (type.resolveType ?? defaultTypeResolver)(value, this.context, info, type);
    } catch {
      return undefined;
    }
  }

  /** Returns the arguments of a field; none if they are invalid, which its resolution reports. */
  private getArguments(field: GraphQLField<unknown, unknown>, node: FieldNode): Args {
    try {
      return getArgumentValues(field, node, this.variableValues);
    } catch {
      return {};
    }
  }

  /** Returns the articles that fields of the same group have taken. */
  private getTaken(group: string): Set<number> {
    const taken = this.takenByGroup.get(group) ?? new Set();
    this.takenByGroup.set(group, taken);
    return taken;
  }

  private leadsToUnique(nodes: readonly FieldNode[]): boolean {
    return nodes.some((node) => isUnique(node) || containsUnique(node.selectionSet, this.fragments));
  }
}

/** Returns the group of a field; undefined if it is not unique. */
function getGroup(
  kind: 'list' | 'article',
  nodes: readonly FieldNode[],
  args: Args,
  variableValues: Record<string, unknown>,
): string | undefined {
  if (kind === 'list') return (args.unique as Unique | null | undefined)?.group;
  const node = nodes.find(hasUniqueDirective);
  return node && (getDirectiveValues(UniqueDirective, node, variableValues) as { group: string }).group;
}

/** Returns the key of a list, as clients cache it: the object that has it, or the root, and its arguments. */
function formatListKey({ type, value, path }: Place, field: GraphQLField<unknown, unknown>, args: Args) {
  const { id } = Object(value) as { id?: unknown };
  const object = id ?? (path ? formatPath(path) : '');
  return `${type.name}:${object}.${field.name}(${JSON.stringify(args)})`;
}

function assertValidName({ unique }: Args): void {
  const { name } = (unique ?? { name: '-' }) as Unique;
  if (name.trim() !== '' && name.length <= MAX_UNIQUE_NAME) return;
  throw new BadUserInputError(
    `unique.name must have 1 to ${MAX_UNIQUE_NAME} characters: the name of the list, e.g. home-hero.`,
  );
}

function getFragments({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  return Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment]));
}

const uniqueOperations = new WeakMap<OperationDefinitionNode, boolean>();

/** Returns true if a valid operation has unique fields. */
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
