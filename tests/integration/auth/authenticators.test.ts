import { createOpenIdAuthenticator } from '../../../src/auth/openid/openid-authenticator.js';
import { describeAuthenticator } from '../../support/contracts/authenticator-contract.js';
import { AUDIENCE, startIdentityProvider } from '../../support/identity-provider.js';

describeAuthenticator('API key', async () => ({
  siteConfig: {},
  createToken: (gateway, access) =>
    access === 'write' ? gateway.createKey('write', 'preview') : gateway.createKey('preview'),
  actor: 'Desk',
  stop: async () => undefined,
}));

describeAuthenticator('OpenID Connect', async () => {
  const provider = await startIdentityProvider();
  const { issuer } = provider;
  const roles = { editor: ['write', 'preview'] as const, subscriber: ['preview'] as const };
  const authenticator = createOpenIdAuthenticator({
    ...{ issuer, audience: AUDIENCE },
    roles: { editor: [...roles.editor], subscriber: [...roles.subscriber] },
  });
  return {
    siteConfig: { authenticators: [authenticator] },
    createToken: (_gateway, access) => provider.fetchToken(access === 'write' ? 'ann' : 'visitor'),
    actor: `ann (${issuer})`,
    stop: () => provider.stop(),
  };
});
