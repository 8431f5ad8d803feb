import { guide, type ProblemGuides } from './guide.ts';

/** Plan files, gates, changes of rates, recordings, simulations. */
export const PLANS: ProblemGuides = {
  'plan-form': guide(
    'The file is not a plan.',
    'A plan is the document that fit, replan or gate write.',
    'Write one.',
    'edge-plan fit site.yaml --out plan.json',
  ),
  'plan-version': guide(
    'The plan is of another version of the documents.',
    'Its fields may mean something else.',
    'Make the plan anew with this version.',
    'edge-plan fit site.yaml --out plan.json',
  ),
  'plan-accelerator': guide(
    'The plan names an accelerator that its node does not have.',
    'They are counted from 0.',
    'Make the plan anew for the scenario of today.',
    'edge-plan fit site.yaml --out plan.json',
  ),
  'baseline-missing': guide(
    'The baseline is not there.',
    'What is relative to it cannot be judged.',
    'Write it once, or say that it may be missing.',
    'edge-plan gate --baseline plan.json --baseline-optional --update-baseline',
  ),
  'gate-none': guide(
    'There is no gate.',
    'A check that examined nothing must not pass.',
    'Give a requirement, in the scenario or on the command line.',
    'edge-plan gate site.yaml --require "placed >= 90 %"',
  ),
  'gate-unknown': guide(
    'No gate has this name.',
    'A misspelt gate would silently pass.',
    'Look up the names.',
    'edge-plan gate --explain',
  ),
  'gate-requirement': guide(
    'The requirement of a gate cannot be read.',
    'It is a comparison and a number with the unit of the gate.',
    'Write it as the message says.',
    'headroom: ">= 10 %"',
  ),
  'gate-level': guide(
    'The level of a gate is none of error, warn and off.',
    'It decides whether a broken gate fails the job.',
    'Use one of the three.',
    'placed: { require: ">= 90 %", level: warn }',
  ),
  'rate-change': guide(
    '--rate does not name an application and a rate.',
    'Both are needed.',
    'Write APPLICATION=RATE.',
    'edge-plan replan --rate doorbell=2x',
  ),
  'rate-recorded': guide(
    'The rate of an application with a recording cannot be changed.',
    'Its requests come at the recorded times.',
    'Give it another recording, or another kind of arrivals.',
    'arrivals: poisson',
  ),
  'rate-unreadable': guide(
    'A rate cannot be read.',
    'It is a number above zero with its unit, or a factor.',
    'Write it so.',
    'doorbell=10/s',
  ),
  'rate-differs': guide(
    'Two requests of one run say different configured rates.',
    'A run has one rate for each model.',
    'Mend the column input_rate, or divide the runs with --group-by.',
    'edge-plan validate runs.csv --group-by load',
  ),
  'rates-time': guide(
    'A time of the changing rates cannot be read.',
    'Steps are replayed in the order of time.',
    'Write all times in one form.',
    '06:30,doorbell,5 /s',
  ),
  'replay-too-large': guide(
    'The replay would repair the plan too often.',
    'It would take hours.',
    'Use fewer steps, or fewer applications.',
    'edge-plan replan --watch-rates day.csv',
  ),
  'recording-short': guide(
    'A recorded run has too few requests.',
    'A rate needs two requests that start at different times.',
    'Record for longer, or give the column input_rate.',
    'model,start_time,end_time,input_rate',
  ),
  'request-order': guide(
    'A request ends before it starts.',
    'Its response time would be negative.',
    'Mend the row.',
    'resnet50,12.0,12.4',
  ),
  'too-many-runs': guide(
    'The recording falls into too many runs.',
    'Each is checked and replayed by itself.',
    'Divide it by a column with few values.',
    'edge-plan validate runs.csv --group-by load',
  ),
  'simulation-too-large': guide(
    'Too many requests would have to be simulated.',
    'It would take hours.',
    'Ask for fewer, or simulate equal nodes once.',
    'edge-plan simulate --distinct --requests 10000',
  ),
  'losses-too-many': guide(
    'Too many ways to lose nodes differ.',
    'Each needs a plan of its own for the nodes that are left.',
    'Ask for fewer nodes to be lost.',
    'edge-plan fit --survive 1',
  ),
  'node-limit': guide(
    '--at-least or --at-most cannot be read, names no kind of node, or the two contradict each other.',
    'They bound how many nodes of a kind there may be.',
    'Write KIND=N, with the name of a node group, and a least number that is not above the most.',
    'edge-plan size --at-least coral=2 --at-most coral=10',
  ),
  'size-too-large': guide(
    'More nodes would be needed than a scenario may have.',
    'A plan has at most 100,000 nodes.',
    'Size one site at a time, or offer larger nodes.',
    'edge-plan size site-north.yaml',
  ),
  'random-nothing-measured': guide(
    'No application of the scenario has a model that was measured on a device of its cluster.',
    'Random workloads are drawn from such pairs.',
    'Add a profile, or another device.',
    'edge-plan profiles show resnet50',
  ),
  'series-items': guide(
    'A part of a comparison lacks items, or has others than its head calls for.',
    'Parts are merged only where nothing is missing and nothing was changed.',
    'Give each file as "compare --shard … --json" printed it.',
    'edge-plan compare --merge part-1.json --merge part-2.json',
  ),
  vary: guide(
    '--vary does not say what to vary, from where, and to where.',
    'A sweep needs an input, two ends and a unit.',
    'Write rate, preprocess or network, "=", and the range.',
    'edge-plan predict --vary rate=0.5x..3x',
  ),
};
