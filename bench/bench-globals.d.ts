/** The repository, from `start.mjs`: the code itself runs bundled from elsewhere. */
declare const BENCH_ROOT: string;
/** Of package.json. */
declare const BENCH_VERSION: string;
