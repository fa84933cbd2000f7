import { type ComponentType, type ReactNode, version } from 'react';
import type { DatelineImageFragment, DatelineSeoFragment } from '../generated/types.js';

/** Returns the name of the attribute: React 18 warns about that of React 19. */
export const nameFetchPriority = (reactVersion = version) =>
  reactVersion.startsWith('18') ? 'fetchpriority' : 'fetchPriority';

/** The properties of a component for links. */
export interface LinkProps {
  /** The site-relative path for links within the site, else the absolute URL. */
  href: string;
  rel?: string | undefined;
  title?: string | undefined;
  /** Set on the entry of a list that the page shows. */
  'aria-current'?: 'true' | undefined;
  children?: ReactNode;
}

/** A component for links, e.g. that of a router. Defaults to `<a>`. */
export type LinkComponent = ComponentType<LinkProps> | 'a';

/**
 * Renders the structured data of a page from the fragment DatelineSeo, and the link to the license for machines if one is
 * stated. React 19 moves the link to the `<head>`.
 */
export function JsonLd({
  seo,
}: {
  seo: Pick<DatelineSeoFragment, 'jsonLd'> & Partial<Pick<DatelineSeoFragment, 'machineRights'>>;
}): ReactNode {
  const html = seo.jsonLd.replaceAll('<', '\\u003c');
  const license = seo.machineRights?.licenseDocument;
  return (
    <>
      {license && <link rel="license" type="application/rsl+xml" href={license} />}
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: no tag can end the element */}
      <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: html }} />
    </>
  );
}

/** The properties of a component for images. */
export interface ImageProps
  extends Pick<DatelineImageFragment, 'url' | 'alt' | 'width' | 'height'>,
    Partial<Pick<DatelineImageFragment, 'srcSet' | 'dataUrl'>> {
  focalPoint?: { x: number; y: number } | null;
  /** Never set, so that the ID of the picture does not become that of an element. */
  id?: undefined;
  /** The width at which it is shown, as in the attribute of `<img>`. Defaults to what the browser finds, else the screen's. */
  sizes?: string | undefined;
  /** True for the largest picture of the page, which is loaded at once. */
  priority?: boolean | undefined;
}

/** A component for images, e.g. that of a framework. Defaults to `<img>`. */
export type ImageComponent = ComponentType<ImageProps>;

/**
 * Renders an `<img>` that loads the file that fits the screen when it comes near, or at once with `priority`, and
 * shows a blurred placeholder until then.
 */
export function Img(image: ImageProps): ReactNode {
  const { url, alt, width, height, srcSet, dataUrl, focalPoint, priority } = image;
  const { sizes = priority ? '100vw' : 'auto, 100vw' } = image;
  const style = {
    ...(dataUrl && { background: `center/cover url(${dataUrl})` }),
    ...(focalPoint && { objectPosition: `${focalPoint.x * 100}% ${focalPoint.y * 100}%` }),
  };
  return (
    <img
      src={url}
      alt={alt}
      width={width ?? undefined}
      height={height ?? undefined}
      {...(priority ? { [nameFetchPriority()]: 'high' } : { loading: 'lazy', decoding: 'async' })}
      {...(srcSet && { srcSet, sizes })}
      {...((dataUrl || focalPoint) && { style })}
    />
  );
}
