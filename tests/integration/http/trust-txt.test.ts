import { expect, test } from '@jest/globals';
import { startGateway } from '../../support/gateway.js';

const PATHS = ['/trust.txt', '/.well-known/trust.txt'];

test('trust.txt has the entries of the setting at both of its addresses', async () => {
  const gateway = await startGateway({
    TRUST_TXT:
      ' belongto=https://www.association.example/\n social=https://social.example/@us contact=desk@us.example ',
  });
  try {
    for (const path of PATHS) {
      const response = await fetch(gateway.address + path);
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(await response.text()).toBe(
        'belongto=https://www.association.example/\nsocial=https://social.example/@us\ncontact=desk@us.example\n',
      );
    }
  } finally {
    await gateway.close();
  }
});

test('Without the setting there is no trust.txt', async () => {
  const gateway = await startGateway();
  try {
    for (const path of PATHS) expect((await fetch(gateway.address + path)).status).toBe(404);
  } finally {
    await gateway.close();
  }
});

test.each([
  'friend=https://a.example/',
  'member=a.example',
  'datatrainingallowed=maybe',
  'member=',
  'member',
])('The entry %s is an error at start', async (entry) => {
  await expect(startGateway({ TRUST_TXT: entry })).rejects.toThrow(
    /TRUST_TXT.*must be entries of trust\.txt/s,
  );
});
