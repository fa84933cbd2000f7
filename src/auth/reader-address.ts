import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { BadUserInputError, ForbiddenError } from '../shared/errors/errors.js';
import { hasPermission, type Viewer } from './scope.js';

/** Request header with the address of the reader for whom a server sends a request. */
const READER_ADDRESS_HEADER = 'x-reader-address';

/**
 * Returns the address of the reader: that in the header, else that of the request. Throws ForbiddenError without
 * the `reader:forward` scope, and BadUserInputError if the header is no IP address.
 */
export function resolveReaderAddress(
  { headers, ip }: { headers: IncomingHttpHeaders; ip: string },
  viewer: Viewer | null,
): string {
  const given = headers[READER_ADDRESS_HEADER];
  if (given === undefined) return ip;
  if (!hasPermission(viewer, 'reader:forward')) throw new ForbiddenError('reader:forward');
  const address = String(given).trim();
  if (isIP(address) === 0)
    throw new BadUserInputError(
      `The header ${READER_ADDRESS_HEADER} must be one IPv4 or IPv6 address, such as 203.0.113.7.`,
    );
  return address;
}
