/** `npm run bench`: every benchmark beside this file, one after the other. Ratios mean more than single figures. */

import { readdirSync } from 'node:fs';

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.js') && name !== 'run.js');
for (const file of files.sort()) {
  console.log(`\n== ${file}`);
  await import(`./${file}`);
}
