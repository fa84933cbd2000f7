import { rm } from 'node:fs/promises';

export default async function stopPostgres() {
  const { server, dataDir } = globalThis.testPostgres;
  await server.release();
  await rm(dataDir, { recursive: true, force: true });
}
