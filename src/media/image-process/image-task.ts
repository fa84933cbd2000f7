import type { OutputFormat } from '../variants/output-format.js';
import type { Variant } from '../variants/variant.js';
import type { EmbeddedTexts } from './read-embedded-texts.js';

/** Reads the texts in the metadata of a picture, and removes the metadata. */
export interface InspectTask {
  kind: 'inspect';
  bytes: Uint8Array;
  mimeType: string;
}

/** Renders a variant of a picture. */
export interface RenderTask {
  kind: 'render';
  bytes: Uint8Array;
  variant: Variant;
  format: OutputFormat;
}

/** Work on one picture, as it is sent to an image process. */
export type ImageTask = InspectTask | RenderTask;

/** Texts in the metadata of a picture. */
export interface InspectedPicture {
  /** Null for a picture without metadata, which is stored as it is. */
  bytes: Uint8Array | null;
  width: number;
  height: number;
  /** Base64 of the thumbhash. */
  thumbhash: string;
  /** Data URL of a picture of few pixels; null for a picture with transparency. */
  dataUrl: string | null;
  /** Color as #rrggbb. */
  dominantColor: string;
  isAnimated: boolean;
  embeddedTexts: EmbeddedTexts;
}

export type ImageResult<Task extends ImageTask> = Task extends InspectTask ? InspectedPicture : Uint8Array;

/** Message of an image process after a task. */
export interface ImageReply {
  /** Result of the task; undefined if it failed. */
  result?: InspectedPicture | Uint8Array;
  /** `unavailable` is an error of the process rather than of the picture. */
  error?: { kind: 'refused' | 'damaged' | 'unavailable'; message: string };
  /** Memory of the process in MiB. */
  mebibytes: number;
}

/** Exit code of an image process that has taken more memory than it may. */
export const OUT_OF_MEMORY = 77;
