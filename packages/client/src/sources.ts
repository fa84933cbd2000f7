/** An object of the graph in `extensions.sourceMap` of a response. */
export interface SourceNode {
  type: string;
  /** The revision that was read. Only of types that have revisions. */
  revision?: number;
  /** The page of the CMS that holds the object. Null for what is edited in the gateway. */
  editUrl: string | null;
}

/** A field in `extensions.sourceMap` of a response. */
export interface SourceField {
  /** The ID of the object. Null for values of the query itself. */
  node: string | null;
  /** The names of the schema from the object to the value, such as `image.alt`. */
  field: string;
  /** The mutations of the gateway that change it. */
  mutations: string[];
  /** Why no mutation changes it. */
  reason?: string;
}

/** The source of a value: its field, the ID of its object in `node`, and what is known of that object. */
export interface Source extends SourceField, Partial<SourceNode> {
  /** The value that is shown; undefined for an object that is shown as a whole. */
  value?: unknown;
}

/** Attributes of an element that shows a value: what `EditMode` reads. */
export interface EditAttributes {
  /** The type of the object and its field. */
  'data-edit'?: string;
  /** The page on which the value is edited. */
  'data-edit-url'?: string;
  /** Why it is not edited by itself, or what changes it where there is no page. */
  'data-edit-note'?: string;
}

type FindAttributes = (field: string | undefined) => EditAttributes;

const objects = new WeakMap<object, FindAttributes>();

/** Keeps how the attributes for the values of an object of a response are found. */
export function registerObject(object: object, find: FindAttributes): void {
  objects.set(object, find);
}

/**
 * Returns the attributes of an element that shows a field of an object, as the response of a client of `withSources` has
 * it; of the first field without a name. Returns none for all other objects, such as those of published pages.
 */
export function editable(object: object | null | undefined, field?: string): EditAttributes {
  return (object && objects.get(object)?.(field)) || {};
}
