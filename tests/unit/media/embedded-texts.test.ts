import { expect, test } from '@jest/globals';
import sharp from 'sharp';
import { inspectFile } from '../../../src/media/inspect-file.js';
import { addIptc } from '../../support/pictures.js';

const NAMESPACES = [
  'rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"',
  'dc="http://purl.org/dc/elements/1.1/"',
  'photoshop="http://ns.adobe.com/photoshop/1.0/"',
  'xmpRights="http://ns.adobe.com/xap/1.0/rights/"',
  'core="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"',
].map((each) => `xmlns:${each}`);

const wrapXmp = (properties: string) => `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${NAMESPACES.join(' ')}><rdf:Description rdf:about="">
${properties}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
const alternative = (name: string, ...texts: string[]) =>
  `<${name}><rdf:Alt>${texts.map((text, i) => `<rdf:li xml:lang="${i ? 'de' : 'x-default'}">${text}</rdf:li>`).join('')}</rdf:Alt></${name}>`;

const XMP = wrapXmp(`${alternative('dc:description', 'Eels &amp; a quay\n at dusk', 'Aale')}
<dc:creator><rdf:Seq><rdf:li>Zoë Okafor</rdf:li></rdf:Seq></dc:creator>
<photoshop:Credit>Agence Mer</photoshop:Credit>
${alternative('xmpRights:UsageTerms', 'CC BY 4.0')}
${alternative('core:AltTextAccessibility', 'Three eels')}`);

const draw = () => sharp({ create: { width: 8, height: 8, channels: 3, background: '#0b5c7a' } });
const readTexts = async (bytes: Uint8Array) => (await inspectFile(bytes)).embeddedTexts;

test.each(['jpeg', 'webp', 'avif'] as const)(
  'The texts and rights of a %s are read from XMP',
  async (format) => {
    expect(await readTexts(await draw()[format]().withXmp(XMP).toBuffer())).toEqual({
      alt: 'Three eels',
      caption: 'Eels & a quay at dusk',
      credit: 'Zoë Okafor / Agence Mer',
      license: 'CC BY 4.0',
    });
  },
);

test('They are read from IPTC where there is no XMP, as agencies send it', async () => {
  const iptc = { 80: 'Ada Quay', 110: 'Reuters', 116: '© 2026 Reuters', 120: 'Der Fährhafen' };
  expect(await readTexts(addIptc(await draw().jpeg().toBuffer(), iptc))).toEqual({
    caption: 'Der Fährhafen',
    credit: 'Ada Quay / Reuters',
    license: '© 2026 Reuters',
  });
});

test('A credit does not repeat the name of the provider, and texts of cameras are no captions', async () => {
  const xmp = wrapXmp(`${alternative('dc:description', 'OLYMPUS DIGITAL CAMERA')}
<dc:creator><rdf:Seq><rdf:li>Ada Quay</rdf:li></rdf:Seq></dc:creator>
<photoshop:Credit>Ada Quay/Reuters</photoshop:Credit>`);
  expect(await readTexts(await draw().jpeg().withXmp(xmp).toBuffer())).toEqual({
    credit: 'Ada Quay/Reuters',
  });
  const exif = {
    IFD0: { Artist: 'Ada Quay', Copyright: 'Copyright Ada Quay', ImageDescription: 'DSC_0001' },
  };
  expect(await readTexts(await draw().jpeg().withExif(exif).toBuffer())).toEqual({
    ...{ credit: 'Ada Quay', license: 'Copyright Ada Quay' },
  });
});

test.each([
  ['broken XML', '<x:xmpmeta><rdf:RDF'],
  [
    'entities that double',
    `<!DOCTYPE a [<!ENTITY b "${'x'.repeat(999)}"><!ENTITY c "&b;&b;&b;">]>${wrapXmp(alternative('dc:description', '&c;&c;'))}`,
  ],
  ['more than is read', wrapXmp(alternative('dc:description', 'x'.repeat(300_000)))],
  ['nothing', ''],
])('A picture with metadata that are %s is accepted without texts', async (_name, xmp) => {
  const bytes = await draw()
    .webp()
    .withXmp(xmp || ' ')
    .toBuffer();
  const { embeddedTexts, width } = await inspectFile(bytes);
  expect(width).toBe(8);
  expect(JSON.stringify(embeddedTexts).length).toBeLessThan(2_500);
});
