// Writes the pages of docs/reference that are made from the code. Needs a build.
import { writeFileSync } from 'node:fs';
import { program } from '../dist/client/program.js';
import { commandLinePage } from '../dist/client/reference/command-line-page.js';
import { errorsPage } from '../dist/client/reference/errors-page.js';
import { exitCodesPage } from '../dist/client/reference/exit-codes-page.js';

const pages = {
  'command-line.md': commandLinePage(program({ stdout: {}, stderr: {} }, '0')),
  'errors.md': errorsPage(),
  'exit-codes.md': exitCodesPage(),
};
for (const [name, text] of Object.entries(pages)) {
  writeFileSync(new URL(`../docs/reference/${name}`, import.meta.url), text);
}
