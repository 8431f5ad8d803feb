import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes and reads a file in the folder for temporary files; throws what the system says where it cannot. */
export async function writeInTemporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'edge-plan-'));
  try {
    const file = join(folder, 'test');
    await writeFile(file, 'written');
    if ((await readFile(file, 'utf8')) !== 'written') throw new Error('what is read is not what was written');
    return 'can be written';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
