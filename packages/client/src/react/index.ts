export {
  type Block,
  type BlockComponents,
  type BlockOf,
  type BlockProps,
  Body,
  type BodyProps,
} from './body.js';
export { type ImageComponent, type ImageProps, Img, type LinkComponent, type LinkProps } from './elements.js';
export { Embed, type EmbedProps } from './embed.js';
