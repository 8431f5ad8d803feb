import { guide, type ProblemGuides } from './guide.ts';

const STRANGER = 'A scenario may come from a stranger: what it makes the program read has bounds.';

/** Files, standard input, and what is written. */
export const FILES: ProblemGuides = {
  'file-missing': guide(
    'There is no file of this name.',
    'Names in a scenario start from the folder of that scenario, names on the command line from the current folder.',
    'Correct the name; the message has the nearest one in the folder.',
    'profiles: [../profiles/coral.csv]',
  ),
  'file-unreadable': guide(
    'The file is there and cannot be read.',
    'The operating system says why; most often the permission is missing.',
    'Give yourself the right to read it.',
    'chmod u+r site.yaml',
  ),
  'file-not-regular': guide(
    'The name belongs to a folder, a device or a pipe.',
    'Reading those may never end.',
    'Name a file; "-" reads standard input.',
    'edge-plan fit - < site.yaml',
  ),
  'file-binary': guide(
    'The file is not text in UTF-8.',
    'Scenarios, tables and dumps are text.',
    'Save it as UTF-8 text; a spreadsheet as CSV.',
    'iconv -f latin1 -t utf8 old.csv > new.csv',
  ),
  'file-too-large': guide(
    'The file is larger than the program reads (64 MB; a scenario 16 MiB).',
    STRANGER,
    'Put long lists into CSV files of their own.',
    'apps: [{ workload: apps.csv }]',
  ),
  'files-too-large': guide(
    'The files of one run are too large together.',
    STRANGER,
    'Leave out what the plan does not need.',
    'profiles: [mine.csv]',
  ),
  'file-outside': guide(
    'The scenario names a file outside of the folders that it may read, a hidden one in them, or a link leads there.',
    'A scenario of a pull request must not read your other files, nor those of git and of tools.',
    'Move the file below the scenario, or allow its folder on the command line.',
    'edge-plan fit site.yaml --allow-path ../shared-profiles',
  ),
  'file-name': guide(
    'The text cannot be the name of a file.',
    'It is empty, or holds a null character.',
    'Write the name of a file.',
    'profiles: [mine.csv]',
  ),
  'file-twice': guide(
    'One list names the same file twice.',
    'Everything in it would count twice.',
    'Keep one of the two entries.',
    'apps: [{ workload: apps.csv }]',
  ),
  'file-not-given': guide(
    'The command needs a file, and none is named.',
    'There is no default for it.',
    'Name it behind the format; "-" is standard input.',
    'edge-plan import nodes nodes.json',
  ),
  'file-exists': guide(
    'The file to write exists already.',
    'init never replaces a file without being told.',
    'Name another file, or say --force.',
    'edge-plan init site.yaml --force',
  ),
  'stdin-twice': guide(
    'Two inputs are to be read from standard input.',
    'It can be read only once.',
    'Save one of them in a file.',
    'edge-plan replan site.yaml --plan -',
  ),
  'write-failed': guide(
    'The result cannot be written.',
    'The disk is full, or the folder is missing or not yours. Nothing half written is left behind.',
    'Fix what the message says, or write elsewhere.',
    'edge-plan fit --out /tmp/plan.json',
  ),
  'write-not-regular': guide(
    'The name of the result belongs to a folder or a device.',
    'A result replaces a file as a whole.',
    'Name a file.',
    'edge-plan fit --out plan.json',
  ),
  'write-outside': guide(
    'A result would be written out of the current folder through a link.',
    'A link in a checked-out folder is the choice of whoever made the folder, so what it leads to is not overwritten.',
    'Name the file that is meant, or allow the folder that the link leads to.',
    'edge-plan fit --out plan.json --allow-path ../results',
  ),
  'write-locked': guide(
    'Another edge-plan is adding rows to the same file.',
    'Two that write at once would lose the rows of one; this one waited for ten seconds.',
    'Try again. If no other runs, one was killed: delete the folder that the message names.',
    'edge-plan import auto run.log --device jetson-nano --append mine.csv',
  ),
  'folder-gone': guide(
    'The current folder was deleted.',
    'Files are named from the current folder, and there is none.',
    'Change to a folder that exists.',
    'cd ~ && edge-plan fit site.yaml',
  ),
  'append-failed': guide(
    'The summary of a CI job cannot be added to its file.',
    'GITHUB_STEP_SUMMARY names a file that cannot be written, or that would grow over its bound.',
    'The verdict stands all the same; look at what else the job writes there.',
    'GITHUB_STEP_SUMMARY= edge-plan gate',
  ),
  'more-problems': guide(
    'The file has more problems than a person would read at once.',
    'The first of them are shown, the rest is counted.',
    'Fix those that are shown and run again.',
    'edge-plan fit site.yaml',
  ),
};
