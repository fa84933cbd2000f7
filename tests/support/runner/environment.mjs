// Runs tests in the global scope of the worker, as the gateway runs in that of its process.
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

export default class Environment {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);

  constructor({ projectConfig }, { docblockPragmas }) {
    this.isIsolated = 'isolated' in docblockPragmas;
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {
    this.settings = { ...process.env };
    this.metadata = globalThis.TypeGraphQLMetadataStorage;
    if (this.isIsolated) globalThis.TypeGraphQLMetadataStorage = undefined;
    // Replaces what Jest sets by Node.js's own, which knows the source maps of native modules.
    process.setSourceMapsEnabled(true);
    Error.prepareStackTrace = undefined;
  }

  async teardown() {
    this.fakeTimersModern.dispose();
    this.moduleMocker.restoreAllMocks();
    if (this.isIsolated) globalThis.TypeGraphQLMetadataStorage = this.metadata;
    for (const name of Object.keys(process.env)) if (!(name in this.settings)) delete process.env[name];
    Object.assign(process.env, this.settings);
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return null;
  }
}
