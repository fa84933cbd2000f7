import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** Major versions of ninjs, newest first, with the last schema of each. Each accepts items of its earlier ones. */
const SCHEMAS = { '3': '3.1', '2': '2.2', '1': '1.6' };
type MajorVersion = keyof typeof SCHEMAS;

/** Schema that those of ninjs refer to for the coordinates of places. */
const GEOJSON = {
  $id: 'https://geojson.org/schema/GeoJSON.json',
  type: 'object',
  properties: {
    type: {
      enum: [
        ...['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'],
        ...['GeometryCollection', 'Feature', 'FeatureCollection'],
      ],
    },
    coordinates: { type: 'array' },
  },
};
/** Errors of an item that a report lists. */
const MAX_ERRORS = 5;

const validators = new Map<MajorVersion, ValidateFunction>();

/**
 * Lists what is wrong with an item according to the schema of its version of ninjs; nothing if it is valid. Properties that
 * the standard does not have are wrong unless the item names a schema of its own, or `allowsExtensions` is true.
 */
export function listSchemaErrors(item: object, allowsExtensions = false): string[] {
  const ignoresUnknown = allowsExtensions || hasOwnSchema(item);
  const candidates = listCandidates(item).map((version) => ({
    version,
    errors: validate(item, version).filter((error) => !ignoresUnknown || !isUnknownProperty(error)),
  }));
  if (candidates.some(({ errors }) => errors.length === 0)) return [];
  // The version is unknown: it is probably the one that has most of the names.
  const countUnknown = (errors: ErrorObject[]) => errors.filter(isUnknownProperty).length;
  const [best] = candidates.sort(
    (one, other) =>
      countUnknown(one.errors) - countUnknown(other.errors) || one.errors.length - other.errors.length,
  );
  const { version = '3', errors = [] } = best ?? {};
  const messages = [...new Set(errors.map(describe))];
  const more = messages.length > MAX_ERRORS ? [`and ${messages.length - MAX_ERRORS} other errors`] : [];
  return [...messages.slice(0, MAX_ERRORS), ...more].map((message) => `ninjs ${version}: ${message}`);
}

/** Returns the version that an item declares, else all. */
function listCandidates(item: object): MajorVersion[] {
  const { $standard, standard = $standard } = item as Record<string, { version?: unknown } | undefined>;
  const major = /^([123])\.\d/.exec(String(standard?.version ?? ''))?.[1];
  return major ? [major as MajorVersion] : ['3', '2', '1'];
}

function validate(item: object, version: MajorVersion): ErrorObject[] {
  const validator = validators.get(version) ?? compile(version);
  validators.set(version, validator);
  validator(item);
  return validator.errors ?? [];
}

function compile(version: MajorVersion): ValidateFunction {
  const file = new URL(`./schemas/ninjs-schema_${SCHEMAS[version]}.json`, import.meta.url);
  const schema = JSON.parse(readFileSync(file, 'utf8'));
  // Identifiers of agencies and their dates are often none by their formats: what is used of them is read separately.
  const options = { strict: false, allErrors: true, validateFormats: false };
  const ajv = version === '1' ? new Ajv(options) : new Ajv2020(options);
  return ajv.addSchema(GEOJSON).compile(schema);
}

function hasOwnSchema(item: object): boolean {
  const { $standard, standard = $standard } = item as Record<string, { schema?: unknown } | undefined>;
  const schema = standard?.schema;
  return typeof schema === 'string' && !/^https?:\/\/(www\.)?iptc\.org\//i.test(schema);
}

function isUnknownProperty({ keyword }: ErrorObject): boolean {
  return keyword === 'additionalProperties' || keyword === 'unevaluatedProperties';
}

function describe({ instancePath, message = 'is not valid', params, keyword }: ErrorObject): string {
  const place = instancePath.slice(1).replaceAll('/', '.') || 'the item';
  const { allowedValues, additionalProperty, unevaluatedProperty = additionalProperty } = params;
  if (unevaluatedProperty !== undefined)
    return `${place}: ${unevaluatedProperty} is not a property of the standard`;
  return keyword === 'enum' ? `${place} must be one of ${allowedValues.join(', ')}` : `${place} ${message}`;
}
