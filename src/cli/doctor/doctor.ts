import { ConfigError, readConfig } from '../../config/env.js';
import { checkDataFolder } from './check-data-folder.js';
import { checkDatabase } from './check-database.js';
import { checkFiles, checkPurges } from './check-files.js';
import { checkMail, checkRedis } from './check-services.js';
import { checkSettings } from './check-settings.js';
import { type Finding, failed } from './finding.js';

/** Runs all checks, independently of each other. */
export async function examine(): Promise<Finding[]> {
  try {
    const config = readConfig();
    return [
      ...checkSettings(config),
      ...(await checkFiles(config)),
      ...(await checkPurges(config)),
      ...(await checkDataFolder(config)),
      ...(await checkDatabase(config)),
      await checkMail(config),
      ...(await checkRedis(config)),
    ];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [
      failed(
        'settings',
        error.message,
        'Correct the settings. Dateline does not start with invalid settings.',
      ),
    ];
  }
}

/** Formats findings as text: a line for each, followed by its advice. */
export function formatFindings(findings: Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, status, message, advice }) => [
    `${status.padEnd(7)}  ${check.padEnd(width)}  ${message}`,
    ...(advice ? [`${' '.repeat(width + 11)}${advice}`] : []),
  ]);
  return lines.join('\n');
}
