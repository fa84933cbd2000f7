import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeMail } from './compose-mail.js';
import type { MailTransport } from './mail-transport.js';

/** Creates a transport that writes mails to a folder as .eml files, which mail programs open. */
export function createFileTransport({ folder }: { folder: string }): MailTransport {
  return {
    isDryRun: true,
    send: async (message) => {
      const { createTransport } = await import('nodemailer');
      const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
      const { message: bytes } = await transport.sendMail(composeMail(message));
      await mkdir(folder, { recursive: true });
      const time = new Date().toISOString().replaceAll(':', '-');
      await writeFile(join(folder, `${time}-${randomUUID().slice(0, 8)}.eml`), bytes as Buffer);
    },
  };
}
