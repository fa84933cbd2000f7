import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserFacingError } from '../../../shared/errors/user-facing-error.js';
import { canonicalizeLanguageTag } from '../../../shared/text/language-tag.js';
import { checkMessages, listMissing } from './check-messages.js';
import type { Messages } from './messages.js';
import { Texts } from './texts.js';

/** Folder with a file for each language of the package. */
export const LOCALES_FOLDER = fileURLToPath(new URL('./locales/', import.meta.url));
/** Language of texts where none of the reader's has a file. */
const FALLBACK_LANGUAGE = 'en';
const FILE_TYPE = '.json';

/** A file with messages is not valid. */
export class LocaleFileError extends UserFacingError {
  override name = 'LocaleFileError';
}

/**
 * Loads the texts of mails and pages, a file for each language. Messages in the site's folder replace those of the
 * package.
 */
export class TextCatalog {
  private readonly loaded = new Map<string, Promise<Texts>>();

  constructor(private readonly siteFolder: string | null) {}

  /**
   * Loads the texts of a language. A language without a file has those of its primary subtag, else English.
   */
  load(language: string): Promise<Texts> {
    const texts = this.loaded.get(language) ?? this.read(language);
    this.loaded.set(language, texts);
    texts.catch(() => this.loaded.delete(language));
    return texts;
  }

  /** Checks the files of the site's folder. Throws LocaleFileError with every error. */
  async checkSiteFiles(): Promise<void> {
    const { siteFolder } = this;
    if (siteFolder === null) return;
    if (!existsSync(siteFolder))
      throw new LocaleFileError(`LOCALES_DIR: the folder ${siteFolder} does not exist.`);
    const { IntlMessageFormat } = await import('intl-messageformat');
    const files = readdirSync(siteFolder).filter((file) => file.endsWith(FILE_TYPE));
    const errors: string[] = [];
    for (const file of files) {
      const language = file.slice(0, -FILE_TYPE.length);
      const path = join(siteFolder, file);
      const addErrors = (found: string[]) => errors.push(...found.map((error) => `  ${path}: ${error}`));
      if (canonicalizeLanguageTag(language) !== language) {
        addErrors(['the name of the file must be a BCP 47 language tag, such as it.json or pt-BR.json']);
        continue;
      }
      addErrors(
        checkMessages(await readMessages(path), (message) => new IntlMessageFormat(message).getAst()),
      );
      addErrors(listMissing(await this.merge(language)).map((key) => `${key} is missing`));
    }
    if (errors.length > 0)
      throw new LocaleFileError(`LOCALES_DIR has texts with errors:\n${errors.join('\n')}`);
  }

  private async read(language: string): Promise<Texts> {
    const { IntlMessageFormat } = await import('intl-messageformat');
    const own = listLookupTags(language).find((tag) => this.listFiles(tag).length > 0);
    const messages = await this.merge(own ?? FALLBACK_LANGUAGE);
    return new Texts(own ? language : FALLBACK_LANGUAGE, messages, IntlMessageFormat);
  }

  /** Merges the files of a language and of its shorter tags, the more specific ones last. */
  private async merge(language: string): Promise<Messages> {
    const files = listLookupTags(language)
      .reverse()
      .flatMap((tag) => this.listFiles(tag));
    return Object.assign({}, ...(await Promise.all(files.map(readMessages))));
  }

  private listFiles(tag: string): string[] {
    const folders = [LOCALES_FOLDER, ...(this.siteFolder === null ? [] : [this.siteFolder])];
    return folders.map((folder) => join(folder, tag + FILE_TYPE)).filter((file) => existsSync(file));
  }
}

/** Lists a tag and its shorter forms, longest first: zh-Hant-TW, zh-Hant, zh (RFC 4647, section 3.4). */
function listLookupTags(language: string): string[] {
  const subtags = language.split('-');
  return subtags.map((_, i) => subtags.slice(0, subtags.length - i).join('-'));
}

async function readMessages(path: string): Promise<Messages> {
  try {
    const content: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  } catch (error) {
    throw new LocaleFileError(`${path} is not valid JSON: ${error instanceof Error ? error.message : error}`);
  }
  throw new LocaleFileError(`${path} must be a JSON object with a text for each message.`);
}
