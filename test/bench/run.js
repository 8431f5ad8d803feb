/** `npm run bench`: every benchmark beside this file, one after the other; `npm run bench -- serve`: only those named. */

import { readdirSync } from 'node:fs';

const chosen = process.argv.splice(2);
const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.js') && name !== 'run.js');
for (const file of files.sort()) {
  if (chosen.length > 0 && !chosen.includes(file.slice(0, -'.js'.length))) continue;
  console.log(`\n== ${file}`);
  await import(`./${file}`);
}
