/** What a page needs beside the report: made when the program is built, read from its files by whoever may read files. */
export interface PageAssets {
  /** A script without imports, and a style sheet. Neither holds `</script` or `</style`. */
  readonly script: string;
  readonly style: string;
  /** As a content security policy names them: `sha256-…`. */
  readonly scriptHash: string;
  readonly styleHash: string;
  /** Gzip, then base64; the same text gives the same result. */
  readonly pack: (text: string) => string;
}
