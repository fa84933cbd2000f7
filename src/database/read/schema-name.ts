/** Returns the name of the view schema of a perspective, or of a perspective in a language, such as `published_de`. */
export function getSchemaName(perspective: string, language: string | null): string {
  return language === null ? perspective : `${perspective}_${language.toLowerCase().replaceAll('-', '_')}`;
}
