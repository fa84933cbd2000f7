import type { Metadata } from 'sharp';

/** Texts of a picture in its own metadata: XMP, IPTC or EXIF. */
export interface EmbeddedTexts {
  alt?: string;
  caption?: string;
  credit?: string;
  license?: string;
}

/** Maximum size of the metadata that are read, in bytes. */
const MAX_METADATA_BYTES = 262_144;
/** Maximum length of a text, in characters; longer ones are cut. */
const MAX_LENGTH = 2_000;
/** Texts that cameras write in place of a caption. */
const NO_CAPTION =
  /^(?:olympus digital camera|sony dsc|kodak digital still camera|minolta digital camera|digital camera|default|untitled|image)$/i;

type Group = Record<string, { value?: unknown; description?: string } | undefined>;

interface Tags {
  xmp: Group;
  iptc: Group;
  exif: Group;
}

const NOTHING: Tags = { xmp: {}, iptc: {}, exif: {} };

/**
 * Reads the text alternative, caption, credit and license of a picture: from XMP, else from IPTC, and the rights from
 * EXIF at last. Metadata that cannot be read count as none.
 */
export async function readEmbeddedTexts(bytes: Uint8Array, metadata: Metadata): Promise<EmbeddedTexts> {
  const size = [metadata.xmp, metadata.iptc, metadata.exif].reduce(
    (sum, part) => sum + (part?.length ?? 0),
    0,
  );
  if (size === 0 || size > MAX_METADATA_BYTES) return {};
  const { xmp, iptc, exif } = await parse(bytes).catch(() => NOTHING);
  const creator = readText(xmp.creator) ?? readText(iptc['By-line']) ?? readText(exif.Artist);
  const provider = readText(xmp.Credit) ?? readText(iptc.Credit);
  const caption = readText(xmp.description) ?? readText(iptc['Caption/Abstract']);
  const notice = readText(xmp.rights) ?? readText(iptc['Copyright Notice']) ?? readText(exif.Copyright);
  return omitMissing({
    alt: readText(xmp.AltTextAccessibility),
    caption: caption && NO_CAPTION.test(caption) ? undefined : caption,
    credit: joinNames(creator, provider),
    license: readText(xmp.UsageTerms) ?? readText(xmp.WebStatement) ?? notice,
  });
}

/** Parses metadata with libraries that are loaded at the first picture. */
async function parse(bytes: Uint8Array): Promise<Tags> {
  const [{ default: ExifReader }, { DOMParser }] = await Promise.all([
    import('exifreader'),
    import('@xmldom/xmldom'),
  ]);
  const options = {
    expanded: true,
    async: true,
    domParser: new DOMParser({ onError: () => undefined }),
  } as const;
  const { xmp, iptc, exif } = await ExifReader.load(Buffer.from(bytes), options);
  return { xmp: (xmp ?? {}) as Group, iptc: (iptc ?? {}) as Group, exif: (exif ?? {}) as Group };
}

/** Returns the text of a tag, as one line; of a text in several languages, the default one. */
function readText(tag: Group[string]): string | undefined {
  const { value, description } = tag ?? {};
  const [first] = Array.isArray(value) ? value : [];
  const isAlternative = typeof first === 'object' && first?.attributes?.lang !== undefined;
  const text = isAlternative ? first.description : description;
  const line = String(text ?? '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line === '' ? undefined : line.slice(0, MAX_LENGTH);
}

/** Returns a credit such as `Zoë Okafor / Agence Mer`. */
function joinNames(creator: string | undefined, provider: string | undefined): string | undefined {
  if (!creator || !provider || provider.includes(creator)) return provider ?? creator;
  return `${creator} / ${provider}`;
}

function omitMissing(texts: Record<keyof EmbeddedTexts, string | undefined>): EmbeddedTexts {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
}
