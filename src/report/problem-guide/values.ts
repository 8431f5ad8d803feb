import { guide, type ProblemGuides } from './guide.ts';

const ONE_READING = 'A value that can be read in two ways would be planned with in the wrong one.';

/** Values of scenarios and tables: numbers, units, names. */
export const VALUES: ProblemGuides = {
  'unit-missing': guide(
    'A time, rate or size is a bare number.',
    'A 5 may be seconds or milliseconds, MB or MiB: the plan would be wrong by a factor, and nothing would show it.',
    'Write the unit behind the number: ns, us, ms, s, min, h; /ms, /s, /min, /h; B, kB, MB, GB, KiB, MiB, GiB.',
    'rate: 5 /s',
  ),
  'unit-unknown': guide(
    'The text behind a number is no unit of this quantity.',
    'Only units that mean one thing everywhere are read; "M" or "fps" do not.',
    'Use one of the units that the message lists. MB is 10⁶ bytes, MiB 2²⁰ bytes.',
    'memory: 4 GiB',
  ),
  'number-unreadable': guide(
    'A number is wanted, and the text does not begin with one.',
    ONE_READING,
    'Write a decimal number with a point, without separators of thousands.',
    'count: 20',
  ),
  'number-out-of-range': guide(
    'The number lies outside of what the quantity can be.',
    'A rate of zero, a negative time or a share above one has no meaning in the models.',
    'Give a number within the bounds that the message names.',
    'limits: { utilization: 0.8 }',
  ),
  'text-expected': guide(
    'The name of something, or a line of text, is wanted; what stands there is empty, a list, or has control characters.',
    'Names are looked up as they are written, and printed.',
    'Write one line of text, in quotes where it has special characters.',
    'model: mobilenet_v2',
  ),
  'name-not-text': guide(
    'YAML reads this name as a number, or as true or false.',
    'A name such as 007 would become 7.',
    'Put the name in quotes.',
    'app: "007"',
  ),
  'name-characters': guide(
    'The name of an application or a node has a character that names cannot have, or is too long.',
    'Names appear in outputs, file names, commands and Kubernetes objects.',
    'Use letters from a to z, digits, ".", "_" and "-", at most 100, with a letter, a digit or "_" first.',
    'app: lobby-camera',
  ),
  'choice-unknown': guide(
    'The word is none of those that this key takes.',
    ONE_READING,
    'Use one of the words that the message lists.',
    'sharing: model',
  ),
  'boolean-expected': guide(
    'True or false is wanted, and something else stands there.',
    ONE_READING,
    'Write true or false, without quotes.',
    'true',
  ),
  'list-expected': guide(
    'A list is wanted, and something else stands there.',
    'Entries are read one by one.',
    'Begin each entry with "- ", or write the list in brackets.',
    'profiles: [my-profiles.csv]',
  ),
  'mapping-expected': guide(
    'Keys with values are wanted, and something else stands there.',
    'What has no key cannot be told apart.',
    'Write "key: value" lines, or a mapping in braces.',
    'cpu: { cores: 4 }',
  ),
  'key-missing': guide(
    'A key that has no default is not there.',
    'Nothing is guessed that changes the answer.',
    'Add the key; the message names it.',
    '- { app: door, model: resnet18, rate: 5 /s, slo: p95 <= 200 ms }',
  ),
  'key-unknown': guide(
    'A key that the program does not know.',
    'A misspelt key would silently do nothing.',
    'Correct it, or take it out. The message has the nearest known key.',
    'model: mobilenet_v2',
  ),
  'slo-form': guide(
    'The SLO is not a metric, "<=" and a time.',
    ONE_READING,
    'Write the metric, "<=" and the limit with its unit.',
    'slo: p95 <= 200 ms',
  ),
  'slo-metric': guide(
    'The SLO bounds something that is not predicted.',
    'The models give the mean and the percentiles 50, 90, 95 and 99 of the response time.',
    'Use mean, p50, p90, p95 or p99.',
    'slo: p99 <= 1 s',
  ),
  'version-unsupported': guide(
    'The scenario is of another version of the format.',
    'A key may mean something else there.',
    'Write "version: 1", and check the keys against the README.',
    'version: 1',
  ),
};
