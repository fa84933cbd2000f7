import Builder from 'fast-xml-builder';

/**
 * An element: its text, or its content by name. `@name` is an attribute, `#` the text of an element with
 * attributes, a list repeats an element, and undefined is omitted.
 */
export type XmlContent = string | undefined | XmlContent[] | { [name: string]: XmlContent };

const builder = new Builder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#',
  tagValueProcessor: (_name, text) => stripInvalidXml(text),
  attributeValueProcessor: (_name, text) => stripInvalidXml(text),
});

/** Builds an XML document with one root element. */
export function buildXmlDocument(root: { [name: string]: XmlContent }): string {
  return builder.build({ '?xml': { '@version': '1.0', '@encoding': 'UTF-8' }, ...root });
}

/** Removes the characters that XML does not allow even escaped (https://www.w3.org/TR/xml/#charsets). */
function stripInvalidXml(text: unknown): string {
  return String(text).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
}
