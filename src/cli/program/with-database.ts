import { limitCommandMemory } from '../../app/heap.js';
import { readConfig } from '../../config/env.js';
import { connect } from '../../database/connect.js';
import { announceSteps } from '../../database/setup-progress.js';
import type { WithDatabase } from '../../modules/module.js';
import { announceDatabase } from './chosen-database.js';
import { InterruptedError, outputClosed } from './interruptions.js';

/** Runs a command on the database and always closes it, which stops the embedded server. */
export const withDatabase: WithDatabase = async (work, options = {}) => {
  limitCommandMemory();
  const interruption = new Promise<never>((_resolve, reject) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.on(name, () => reject(new InterruptedError()));
  });
  interruption.catch(() => undefined); // a signal received while connecting takes effect afterwards
  const step = announceSteps((line) => console.error(line));
  const config = readConfig();
  await announceDatabase(config);
  const database = await connect(config, { ...options, step });
  try {
    return await Promise.race([work(database), interruption, outputClosed]);
  } finally {
    await database.close();
  }
};
