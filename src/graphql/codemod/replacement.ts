/** Reason of a deprecation that names the element to use instead, which stands beside the deprecated one. */
const USE_INSTEAD = /^Use `(\w+)`/;

/** Element of the schema that can be deprecated, among those that stand beside it. */
interface Deprecable {
  deprecationReason?: string | null | undefined;
}

/** What a deprecated element gives way to. */
export interface NamedReplacement<Element> {
  /** The element to use instead; null if the reason does not name one of those beside it. */
  element: Element | null;
  reason: string;
}

/**
 * Finds what to use instead of an element: the one of `others` that the reason of its deprecation names, as in "Use
 * `correctedAt`." Returns null for an element that is not deprecated.
 */
export function findReplacement<Element>(
  deprecated: Deprecable | null | undefined,
  findOther: (name: string) => Element | null | undefined,
): NamedReplacement<Element> | null {
  const reason = deprecated?.deprecationReason;
  if (reason == null) return null;
  const name = USE_INSTEAD.exec(reason)?.[1];
  return { element: (name !== undefined && findOther(name)) || null, reason };
}
