import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { type CacheRule, getCacheRule, limitUntracked, type TrackedContext } from './limit-untracked.js';
import { hasValidationRules } from './validate-argument.js';

type Args = Record<string, unknown>;
type Field = GraphQLField<unknown, unknown>;
type Resolve = NonNullable<Field['resolve']>;
type Metadata = ReturnType<typeof getMetadataStorage>['fieldResolvers'][number];
type Param = NonNullable<Metadata['params']>[number];
/** Returns the value of a parameter of a method. */
type ReadParam = (...given: Parameters<Resolve>) => unknown;

/**
 * Lets fields that are properties of the same name be read without a resolver, except those that need a scope. Call it
 * before the schema is built.
 */
export function useSimpleFields(): void {
  const { fields, authorizedFields } = getMetadataStorage();
  for (const field of fields)
    field.simple ??=
      field.name === field.schemaName &&
      !authorizedFields.some(({ target, fieldName }) => target === field.target && fieldName === field.name);
}

/**
 * Calls the methods of resolvers without the middleware of type-graphql where it has nothing to do: where no scope is
 * needed, and no argument is an object with objects in it. It takes several times as long as most methods, and makes promises.
 */
export function useDirectResolvers(
  schema: GraphQLSchema,
  instances: ReadonlyMap<unknown, object>,
): GraphQLSchema {
  const resolvers = new Map<Field, { type: GraphQLObjectType; methods: Metadata[] }>();
  for (const metadata of getMetadataStorage().fieldResolvers) {
    if (metadata.kind === 'external' && !instances.has(metadata.target)) continue;
    for (const type of findObjectTypes(schema, metadata)) {
      const field = type.getFields()[metadata.schemaName];
      if (field)
        resolvers.set(field, { type, methods: [...(resolvers.get(field)?.methods ?? []), metadata] });
    }
  }
  for (const [field, { type, methods }] of resolvers) {
    const [metadata, ...others] = methods;
    const { resolve } = field;
    const rule = getCacheRule(schema, type, field.name);
    if (!resolve || !rule || others.length > 0) continue;
    field.resolve =
      metadata!.kind === 'external'
        ? (createDirectResolver(metadata!, instances.get(metadata!.target) as Args, field, rule) ?? resolve)
        : applyRule(rule, resolve);
  }
  return schema;
}

/** Returns a resolver that applies the cache rule of its field. */
function applyRule(rule: CacheRule, resolve: Resolve): Resolve {
  return (source, args, context, info) => {
    const { useCount } = (context as TrackedContext).dependencies;
    const result = resolve(source, args, context, info);
    limitUntracked(rule, context as TrackedContext, useCount, result);
    return result;
  };
}

/**
 * Finds the object types with the field that a method resolves: that of its class, or all that implement its
 * interface.
 */
function findObjectTypes(schema: GraphQLSchema, { getObjectType }: Metadata): GraphQLObjectType[] {
  const { objectTypes, interfaceTypes } = getMetadataStorage();
  const target = getObjectType?.();
  const name = [...objectTypes, ...interfaceTypes].find((each) => each.target === target)?.name;
  const type = name === undefined ? undefined : schema.getType(name);
  if (isObjectType(type)) return [type];
  return isInterfaceType(type) ? [...schema.getPossibleTypes(type)] : [];
}

function createDirectResolver(
  { params = [], roles, middlewares = [], methodName }: Metadata,
  instance: Args,
  field: Field,
  rule: CacheRule,
): Resolve | null {
  const resolve = field.resolve!;
  if (roles || middlewares.length > 0) return null;
  const flatNames = new Set(field.args.filter(isFlatInput).map(({ name }) => name));
  const readers = [...params]
    .sort((one, other) => one.index - other.index)
    .map((param) => createReader(param, flatNames));
  if (readers.some((read) => read === null)) return null;
  const reads = readers as ReadParam[];
  const call = applyRule(rule, createCall(instance, methodName, reads));
  const root = params.find(({ kind }) => kind === 'root');
  // Methods that do not read the object, as those of the query type, take any.
  const Root = root?.kind === 'root' ? ((root.getType?.() as new () => object) ?? Object) : null;
  return (source, args, context, info) => {
    if ((Root && !(source instanceof Root)) || hasObject(args as Args, flatNames))
      return resolve(source, args, context, info);
    return call(source, args, context, info);
  };
}

/** Creates the call of a method with the values of its parameters. Calls with few parameters need no array. */
function createCall(instance: Args, methodName: string, reads: ReadParam[]): ReadParam {
  const method = (instance[methodName] as (...values: unknown[]) => unknown).bind(instance);
  const [first, second, third, fourth] = reads;
  switch (reads.length) {
    case 0:
      return () => method();
    case 1:
      return (...given) => method(first!(...given));
    case 2:
      return (...given) => method(first!(...given), second!(...given));
    case 3:
      return (...given) => method(first!(...given), second!(...given), third!(...given));
    case 4:
      return (...given) => method(first!(...given), second!(...given), third!(...given), fourth!(...given));
    default:
      return (...given) => method(...reads.map((read) => read(...given)));
  }
}

/** Returns true for an argument that is an input object without further objects, such as a key. */
function isFlatInput({ type }: GraphQLArgument): boolean {
  const nullableType = getNullableType(type);
  return (
    isInputObjectType(nullableType) &&
    Object.values(nullableType.getFields()).every((field) => isLeafType(getNamedType(field.type)))
  );
}

/** Returns how a parameter is read; null if only type-graphql can. `flatNames` are the arguments that are flat inputs. */
function createReader(param: Param, flatNames: ReadonlySet<string>): ReadParam | null {
  switch (param.kind) {
    case 'root':
      return param.propertyName === undefined ? (source) => source : null;
    case 'context':
      return param.propertyName === undefined ? (_source, _args, context) => context : null;
    case 'info':
      return (_source, _args, _context, info) => info;
    case 'arg':
      return flatNames.has(param.name)
        ? createInputReader(param.name, param.getType() as new () => Args)
        : (_source, args) => (args as Args)[param.name];
    case 'args': {
      const ArgsClass = param.getType() as new () => Args;
      return hasValidationRules(ArgsClass) ? null : createArgsReader(ArgsClass);
    }
    default:
      return null;
  }
}

/** Reads an argument that is a flat input object as an instance of its class. */
function createInputReader(name: string, InputClass: new () => Args): ReadParam | null {
  if (hasValidationRules(InputClass)) return null;
  return (_source, args) => {
    const value = (args as Args)[name];
    return isObject(value) ? createArgs(InputClass, value as Args) : value;
  };
}

/** Reads arguments as an instance of their class, which the objects of a list share. */
function createArgsReader(ArgsClass: new () => Args): ReadParam {
  let lastArgs: unknown;
  let lastInstance: Args;
  return (_source, args) => {
    if (args !== lastArgs) lastInstance = createArgs(ArgsClass, args as Args);
    lastArgs = args;
    return lastInstance;
  };
}

/** Creates the instance of a class of arguments. Omits properties without a value, as type-graphql does. */
function createArgs(ArgsClass: new () => Args, args: Args): Args {
  const instance = new ArgsClass();
  for (const name of Object.keys(instance))
    if (instance[name] === undefined && !(name in args)) delete instance[name];
  return Object.assign(instance, args);
}

/** Returns true if an argument is an object or list of objects, apart from those with the given names. */
function hasObject(args: Args, flatNames: ReadonlySet<string>): boolean {
  for (const name in args) {
    if (flatNames.has(name)) continue;
    const value = args[name];
    if (Array.isArray(value) ? value.some(isObject) : isObject(value)) return true;
  }
  return false;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
