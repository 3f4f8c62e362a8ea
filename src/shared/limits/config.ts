/** Bounds of: configuration files, and of what `muster validate` looks at. Imported through `shared/limits.ts`. */

/** One file; a package.json with everything that people put there stays below a tenth of it. */
export const CONFIG_FILE_BYTES_MAX = 1024 * 1024;
/** Problems of one file that are told: more than a screen of them helps nobody. */
export const CONFIG_PROBLEMS_MAX = 20;
/** Directories from here upwards that are looked at; a path of 4,096 bytes has at most 2,048. */
export const CONFIG_SEARCH_DIRECTORIES_MAX = 2_048;
/** Of one script, from its beginning: what is longer carries data. */
export const LINT_BYTES_MAX = 1024 * 1024;
/** Findings in one script, and those that are told of all scripts together. */
export const LINT_FINDINGS_PER_SCRIPT_MAX = 20;
export const LINT_FINDINGS_SHOWN_MAX = 200;
