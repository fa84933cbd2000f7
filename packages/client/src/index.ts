export {
  type Answer,
  type Client,
  type ClientOptions,
  type Connection,
  type Cost,
  createClient,
  type LiveOptions,
  type RequestOptions,
  type SubscribeOptions,
} from './client.js';
export type {
  Document,
  DocumentString,
  DocumentTypes,
  OperationArguments,
  TrustedDocument,
} from './document.js';
export { DatelineError, type ResponseError } from './error.js';
export { tagOf } from './tag-of.js';
