import type { ComponentType, ReactNode } from 'react';
import type { DatelineImageFragment } from '../generated/types.js';

/** The properties of a component for links. */
export interface LinkProps {
  /** The site-relative path for links within the site, else the absolute URL. */
  href: string;
  rel?: string | undefined;
  title?: string | undefined;
  children?: ReactNode;
}

/** A component for links, e.g. that of a router. Defaults to `<a>`. */
export type LinkComponent = ComponentType<LinkProps> | 'a';

/** The properties of a component for images. */
export interface ImageProps extends DatelineImageFragment {
  focalPoint?: { x: number; y: number } | null;
}

/** A component for images, e.g. that of a framework. Defaults to `<img>`. */
export type ImageComponent = ComponentType<ImageProps>;

/** Renders an `<img>` that loads when it comes near the screen. */
export function Img({ url, alt, width, height, focalPoint }: ImageProps): ReactNode {
  return (
    <img
      src={url}
      alt={alt}
      width={width ?? undefined}
      height={height ?? undefined}
      loading="lazy"
      decoding="async"
      {...(focalPoint && { style: { objectPosition: `${focalPoint.x * 100}% ${focalPoint.y * 100}%` } })}
    />
  );
}
