import type { IncomingMessage } from 'node:http';
import type { SignatureOutcome } from '../../observability/telemetry.js';
import { markAsSigned } from '../../shared/signature-agents.js';
import type { SignatureResult } from '../signatures/signature-verifier.js';
import type { Interceptor } from './interceptor.js';

export interface SignatureOptions {
  verifySignature(request: IncomingMessage): Promise<SignatureResult>;
  onSignature(signature: { agent: string; outcome: SignatureOutcome }): void;
}

/** Verifies the signatures of crawlers. A request without a valid one goes on as one that is not signed. */
export function verifySignatures({ verifySignature, onSignature }: SignatureOptions): Interceptor {
  return {
    request(request, response, next) {
      if (request.headers['signature-input'] === undefined) return next(request, response);
      void verifySignature(request).then(({ agent, outcome }) => {
        if (agent && outcome === 'verified') markAsSigned(request.headers, agent);
        // Agents that are not listed have one name, since anybody can make up more.
        onSignature({ agent: agent ?? 'other', outcome });
        next(request, response);
      });
    },
  };
}
