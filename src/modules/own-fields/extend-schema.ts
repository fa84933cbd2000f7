import {
  extendSchema,
  type GraphQLFieldResolver,
  GraphQLObjectType,
  GraphQLSchema,
  getNamedType,
  isInputObjectType,
  parse,
} from 'graphql';
import { GraphQLDate } from 'graphql-scalars';
import {
  BUILT_IN_KINDS,
  type ContentModel,
  DEFAULT_KIND,
  OWNERS,
  toPascalCase,
} from '../../fields/content-model.js';
import type { FieldSet } from '../../fields/field.js';
import type { Loaders } from '../../graphql/loaders.js';
import { type AccessGrants, isGranted } from '../../shared/article/access-level.js';
import { type MaybePromise, mapMaybePromise } from '../../shared/async/maybe-promise.js';
import { OwnInput } from '../../shared/own-input.js';
import { requireValue } from '../../shared/require-value.js';
import { resolveOwnValue } from './resolve-own-value.js';
import { omitRestricted } from './restricted-values.js';
import { writeSchemaText } from './schema-text.js';
import type { StoredValue, StoredValues } from './stored-value.js';

type Resolver<Root> = GraphQLFieldResolver<Root, Loaders & Loaders & AccessGrants>;

/** Replaces the placeholders of own fields by the fields and kinds of a model. Throws TypeNameError. */
export function addOwnFields(schema: GraphQLSchema, model: ContentModel): GraphQLSchema {
  const base = removePlaceholders(schema);
  hideUnknownKinds(base, model);
  const { text, types } = writeSchemaText(model, (name) => base.getType(name) !== undefined);
  if (text === '') return base;
  const extended = extendSchema(withDateScalar(base, text), parse(text));
  for (const [typeName, fields] of types) {
    for (const [name, field] of Object.entries(fields)) {
      if (field.type === 'list') setListSize(extended, typeName, name, field.maxItems);
      setResolver<StoredValues>(extended, typeName, name, (values, _args, context) =>
        resolveOwnValue(field, values[name], context),
      );
    }
  }
  for (const owner of OWNERS) {
    const fields = model.fields[owner];
    if (Object.keys(fields).length === 0) continue;
    setResolver<{ id: number }>(extended, toPascalCase(owner), 'fields', ({ id }, _args, context) =>
      owner === 'article'
        ? loadOfArticle(id, fields, (values) => values, context)
        : context.ownFields.load(owner, id),
    );
  }
  for (const { facet, value, fields } of model.kinds) {
    setResolver<{ id: number; kind: string }>(extended, 'Article', facet, ({ id, kind }, _args, context) =>
      kind === value ? loadOfArticle(id, fields, (values) => toFacet(values[facet]), context) : null,
    );
  }
  if (model.kinds.length > 0) passFacets(extended, model);
  return extended;
}

/** Shows articles of kinds that are no longer declared as ARTICLE. */
function hideUnknownKinds(schema: GraphQLSchema, { kinds }: ContentModel): void {
  const known = new Set([...BUILT_IN_KINDS, ...kinds.map(({ value }) => value)]);
  setResolver<{ kind: string }>(schema, 'Article', 'kind', ({ kind }) =>
    known.has(kind) ? kind : DEFAULT_KIND,
  );
}

function removePlaceholders(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInputObjectType(type)) continue;
    const fields = type.getFields();
    for (const [name, field] of Object.entries(fields))
      if (getNamedType(field.type) === OwnInput) delete fields[name];
  }
  const config = schema.toConfig();
  return new GraphQLSchema({ ...config, types: config.types.filter((type) => type !== OwnInput) });
}

/** Adds the scalar of calendar days if a field needs it. */
function withDateScalar(schema: GraphQLSchema, text: string): GraphQLSchema {
  if (!/: \[?Date\b/.test(text)) return schema;
  const config = schema.toConfig();
  return new GraphQLSchema({ ...config, types: [...config.types, GraphQLDate] });
}

function setResolver<Root>(
  schema: GraphQLSchema,
  typeName: string,
  name: string,
  resolve: Resolver<Root>,
): void {
  getField(schema, typeName, name).resolve = resolve as Resolver<unknown>;
}

type FieldMap = ReturnType<GraphQLObjectType['getFields']>;

function getField(schema: GraphQLSchema, typeName: string, name: string): FieldMap[string] {
  const fields = (schema.getType(typeName) as GraphQLObjectType).getFields();
  return requireValue(fields[name], `The type ${typeName} has no field ${name}.`);
}

/** Sets the maximum size of a list, for the cost of a query. */
function setListSize(schema: GraphQLSchema, typeName: string, name: string, maxItems: number): void {
  getField(schema, typeName, name).extensions = { maxItems };
}

/** Loads the values of an article, or of its kind, that the request may read. */
function loadOfArticle(
  id: number,
  fields: FieldSet,
  select: (values: StoredValues) => StoredValues,
  context: Loaders & AccessGrants,
): MaybePromise<StoredValues> {
  return mapMaybePromise(context.ownFields.loadOfArticle(id), ({ values, level }) =>
    isGranted(level, id, context) ? select(values) : omitRestricted(fields, select(values)),
  );
}

function toFacet(value: StoredValue | undefined): StoredValues {
  return (value ?? {}) as StoredValues;
}

/** Collects the inputs of all kinds in the property `facets` of the input, which the mutations read. */
function passFacets(schema: GraphQLSchema, { kinds }: ContentModel): void {
  for (const name of ['createArticle', 'updateArticle']) {
    const field = getField(schema, 'Mutation', name);
    const resolve = requireValue(field.resolve, `The mutation ${name} has no resolver.`);
    field.resolve = (root, { input, ...args }, context, info) => {
      const facets = Object.fromEntries(
        kinds.flatMap(({ facet }) => (input[facet] === undefined ? [] : [[facet, input[facet]]])),
      );
      return resolve(root, { ...args, input: { ...input, facets } }, context, info);
    };
  }
}
