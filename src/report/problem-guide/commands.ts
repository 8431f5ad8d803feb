import { guide, type ProblemGuides } from './guide.ts';

/** What is typed on the command line. */
export const COMMANDS: ProblemGuides = {
  'flags-conflict': guide(
    'Two flags, or a flag and an argument, cannot be given together.',
    'Each would answer another question.',
    'Keep the one that you mean.',
    'edge-plan simulate --plan plan.json',
  ),
  'flag-out-of-range': guide(
    'The value of a flag lies outside of its range.',
    'Values outside it have no meaning.',
    'Give a value within the bounds of the message.',
    'edge-plan simulate --precision 1%',
  ),
  'flag-answer': guide(
    'The value of --nodes, --app or --network of init cannot be read.',
    'It stands for the answers to several questions.',
    'Write key=value parts with commas between them.',
    'edge-plan init --app "door,model=resnet18,rate=5/s,slo=p95<=200ms"',
  ),
  'flag-host': guide(
    '--host names no address.',
    'Without one the server would listen on all of them.',
    'Name it.',
    'edge-plan serve --host 127.0.0.1',
  ),
  'flag-port': guide(
    '--port is above 65535.',
    'There are no such ports.',
    'Give a lower one; 0 takes a free one.',
    'edge-plan serve --port 0',
  ),
  'flag-reservation': guide(
    '--reservation is no time above zero and up to 24 h.',
    'A place that is kept forever is lost.',
    'Give a time with its unit.',
    'edge-plan serve --reservation "5 min"',
  ),
  'answers-missing': guide(
    'init has no terminal to ask on, and flags do not answer every question.',
    'edge-plan does not invent a scenario.',
    'Give the flags that the message names, or --yes for the defaults.',
    'edge-plan init --yes',
  ),
  'port-in-use': guide(
    'Another program listens on the port.',
    'Only one can.',
    'Stop it, or take another port.',
    'edge-plan serve --port 0',
  ),
  'cannot-listen': guide(
    'The address cannot be listened on.',
    'This machine has no such address, or the port needs more rights.',
    'Take an address of this machine and a port above 1023.',
    'edge-plan serve --host 127.0.0.1 --port 8888',
  ),
  'import-format': guide(
    'No format of this name can be imported.',
    'Each has a reader of its own.',
    'Use one of those that the message lists.',
    'edge-plan import nodes nodes.json',
  ),
  'import-files': guide(
    'More files are given than the format reads at a time.',
    'Each dump is a cluster at one moment.',
    'Import them one by one.',
    'edge-plan import nodes nodes.json',
  ),
  'export-format': guide(
    'No format of this name can be exported.',
    'Each has a writer of its own.',
    'Use kubernetes, csv, markdown or scheduler-config.',
    'edge-plan export csv plan.json',
  ),
  'export-plans': guide(
    'More than one plan is given.',
    'One is exported at a time.',
    'Name one.',
    'edge-plan export csv plan.json',
  ),
  'export-empty': guide(
    'The plan places nothing.',
    'There is nothing to export.',
    'Find out why nothing fits.',
    'edge-plan fit site.yaml --explain doorbell',
  ),
  'export-scenario': guide(
    'The scenario of a plan is not found.',
    'Rates, SLOs and nodes are taken from it.',
    'Name the scenario that the plan was made for.',
    'edge-plan export kubernetes plan.json --scenario site.yaml',
  ),
  'html-file': guide(
    '--html names no file.',
    'The page would be written nowhere.',
    'Name the file; the command report prints the page.',
    'edge-plan fit --html plan.html',
  ),
  'report-unknown': guide(
    'No report has this name.',
    'Each has a writer of its own.',
    'Use json, junit, sarif, markdown or github.',
    'edge-plan gate --report junit=gate.xml',
  ),
  'report-file': guide(
    '--report names no file behind "=".',
    'It would be written nowhere.',
    'Name the file, or leave out the "=" to print it.',
    'edge-plan gate --report sarif=gate.sarif',
  ),
  'profile-not-found': guide(
    'No model or device of the profiles matches.',
    'There is nothing to show.',
    'Look at the list, or search for a part of the name.',
    'edge-plan profiles mobilenet',
  ),
  'code-unknown': guide(
    'No problem has this code.',
    'There is nothing to explain.',
    'Look at the list of codes, or give a word of the message.',
    'edge-plan explain',
  ),
  'shell-unknown': guide(
    'There is no completion for this shell.',
    'Each shell has a language of its own.',
    'Use bash, zsh or fish.',
    'edge-plan completion bash',
  ),
};
