'use client';

import { type ReactNode, useState } from 'react';
import { type ImageComponent, Img } from './elements.js';

/** What an embed shows. */
export interface EmbedProps {
  url: string;
  title: string | null;
  aspectRatio: number | null;
  thumbnail: { url: string; alt: string; width: number | null; height: number | null } | null;
  image?: ImageComponent | undefined;
}

/** Renders a link to an embedded frame, which loads the frame in its place when it is clicked. */
export function Embed({ url, title, aspectRatio, thumbnail, image: Image = Img }: EmbedProps): ReactNode {
  const [isLoaded, setLoaded] = useState(false);
  if (isLoaded) {
    return (
      <iframe
        src={url}
        title={title ?? url}
        allow="fullscreen; picture-in-picture"
        {...(aspectRatio && { style: { aspectRatio, width: '100%' } })}
      />
    );
  }
  return (
    <a
      href={url}
      data-embed=""
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        setLoaded(true);
      }}
    >
      {thumbnail && <Image {...thumbnail} id={undefined} />}
      {title ?? url}
    </a>
  );
}
