import Builder from 'fast-xml-builder';

/**
 * An element: its text, or what is in it by name. `@` and a name is an attribute, `#` the text beside attributes, a
 * list a run of elements; what is undefined is not there.
 */
export type XmlContent = string | undefined | XmlContent[] | { [name: string]: XmlContent };

const builder = new Builder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#',
  tagValueProcessor: (_name, text) => stripInvalidXml(text),
  attributeValueProcessor: (_name, text) => stripInvalidXml(text),
});

/** A document of one element. */
export function buildXmlDocument(root: { [name: string]: XmlContent }): string {
  return builder.build({ '?xml': { '@version': '1.0', '@encoding': 'UTF-8' }, ...root });
}

/** Without the characters that no XML may hold, not even escaped (https://www.w3.org/TR/xml/#charsets). */
function stripInvalidXml(text: unknown): string {
  return String(text).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
}
