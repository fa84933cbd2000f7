import type { Command } from 'commander';
import { examine, formatFindings } from './doctor/doctor.js';

/** Adds `dateline doctor`, which ends with 1 when a check has failed. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('check settings, database, disk space, mail and clock, and suggest fixes; changes nothing')
    .option('--json', 'print an array of JSON objects')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await examine();
      console.log(json ? JSON.stringify(findings, null, 2) : formatFindings(findings));
      process.exitCode = findings.some(({ status }) => status === 'failed') ? 1 : 0;
    });
}
