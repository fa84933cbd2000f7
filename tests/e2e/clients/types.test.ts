import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { CHECKOUT, CLIENTS } from '../../support/documentation.js';

test('The tests of clients compile, which `npm run check` leaves out', async () => {
  const compiler = join(CHECKOUT, 'node_modules/typescript/bin/tsc');
  const { stdout } = await promisify(execFile)(process.execPath, [compiler, '--noEmit', '-p', CLIENTS]).catch(
    (error) => error as { stdout: string },
  );
  expect(stdout).toBe('');
});
