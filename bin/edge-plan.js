#!/usr/bin/env node
// Whatever fails before the program can speak is no answer: never exit code 1, which says "the answer is no".
try {
  const { main } = await import('../dist/cli/main.js');
  process.exitCode = await main(process.argv.slice(2), process);
} catch (error) {
  process.exitCode = error.code === 'EMFILE' || error.code === 'ENFILE' ? 2 : 3;
  process.stderr.write(
    `edge-plan cannot run: ${process.exitCode === 2 ? 'too many files are open (raise the limit, for example "ulimit -n 1024")' : error.stack}\n`,
  );
}
