/** The URL below which the license document is: that of feeds and sitemaps. */
export class LicenseLocation {
  constructor(readonly baseUrl: string) {}
}
