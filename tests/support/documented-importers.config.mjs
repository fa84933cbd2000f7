/** Has the importers that the documentation names in commands. */
// biome-ignore lint/style/noDefaultExport: the gateway reads the default export of a configuration
export default {
  importers: { archive: { description: 'import stories of the archive', async *read() {} } },
};
