import type { IncomingMessage } from 'node:http';
import type { SignatureOutcome } from '../../observability/telemetry.js';
import { markAsSigned } from '../../shared/signature-agents.js';
import type { SignatureResult } from '../signatures/signature-verifier.js';
import type { Interceptor } from './interceptor.js';

/** Outcomes that count as failures of a client. The keys of an agent may be unknown through no fault of it. */
const FAILURES: ReadonlySet<SignatureOutcome> = new Set(['invalid', 'expired', 'replayed', 'malformed']);

export interface SignatureOptions {
  verifySignature(request: IncomingMessage): Promise<SignatureResult>;
  onSignature(signature: { agent: string; outcome: SignatureOutcome }): void;
  /** Failures per client. */
  signatureFailures: {
    /** Returns true if the client of a request has failed too often in this minute. Never throws. */
    areTooMany(request: IncomingMessage): Promise<boolean>;
    /** Counts a failure. Never throws. */
    count(request: IncomingMessage): Promise<void>;
  };
}

/**
 * Verifies the signatures of crawlers. A request without a valid one goes on as one that is not signed. Those of a client
 * that has sent too many invalid ones are not checked.
 */
export function verifySignatures(options: SignatureOptions): Interceptor {
  return {
    request(request, response, next) {
      if (request.headers['signature-input'] === undefined) return next(request, response);
      void verify(request, options).then(({ agent, outcome }) => {
        if (agent && outcome === 'verified') markAsSigned(request.headers, agent);
        // Agents that are not listed have one name, since anybody can make up more.
        options.onSignature({ agent: agent ?? 'other', outcome });
        next(request, response);
      });
    },
  };
}

async function verify(
  request: IncomingMessage,
  { verifySignature, signatureFailures }: SignatureOptions,
): Promise<SignatureResult> {
  if (await signatureFailures.areTooMany(request)) return { agent: null, outcome: 'unchecked' };
  const result = await verifySignature(request);
  if (FAILURES.has(result.outcome)) await signatureFailures.count(request);
  return result;
}
