import { guide, type ProblemGuides } from './guide.ts';

const WHOLE_TABLE = 'A table that is read in the wrong columns gives a plan for something else.';
const BOUNDED = 'A few characters could otherwise take all memory.';

/** YAML, CSV and JSON as such. */
export const SYNTAX: ProblemGuides = {
  'yaml-syntax': guide(
    'The text is not YAML at this place.',
    'What follows cannot be told apart.',
    'Look at the line above, too: most often a bracket, a quote or an indent is missing.',
    'limits: { utilization: 0.8, memory: 0.8 }',
  ),
  'yaml-tab': guide(
    'A line is indented with a tab.',
    'YAML does not allow it.',
    'Indent with spaces.',
    '  - app: door',
  ),
  'yaml-tag': guide(
    'A value has a tag such as !!binary.',
    'Tags make programs build objects; a scenario needs none.',
    'Leave the tag out.',
    'count: 3',
  ),
  'yaml-alias': guide(
    'An alias (*name) has no anchor, or aliases multiply too much.',
    BOUNDED,
    'Write the value out, or define the anchor (&name) before it is used.',
    'rate: 5 /s',
  ),
  'yaml-duplicate-key': guide(
    'A key stands twice in one mapping.',
    'One of the two values would be dropped.',
    'Keep one of them.',
    'network: 10 ms',
  ),
  'yaml-documents': guide(
    'The file holds more than one document ("---").',
    'A scenario is one document.',
    'Divide it into files.',
    'edge-plan fit first.yaml',
  ),
  'yaml-too-deep': guide(
    'Values are nested too deeply.',
    BOUNDED,
    'A scenario needs four levels.',
    'cpu: { cores: 4 }',
  ),
  'scenario-empty': guide(
    'The scenario holds nothing, or only comments.',
    'There is nothing to plan.',
    'Begin with a small one.',
    'edge-plan init',
  ),
  'csv-empty': guide(
    'The table is empty.',
    'Its first line names the columns.',
    'Write the header and a row.',
    'model,device,service_ms',
  ),
  'csv-ragged': guide(
    'A row has more or fewer cells than the header.',
    WHOLE_TABLE,
    'Put a cell that holds a comma in quotes; write empty cells as ",,".',
    'resnet50,my-board,12.5,"measured at 10 W, fan on"',
  ),
  'csv-quote': guide(
    'A quote stands in the middle of a cell.',
    WHOLE_TABLE,
    'Put the whole cell in quotes, and double those within.',
    '"a ""large"" board"',
  ),
  'csv-quote-open': guide(
    'A quoted cell does not end.',
    'All lines after it would be one cell.',
    'Close the quote.',
    '"fan on",4',
  ),
  'csv-separator': guide(
    'Columns are separated by something that is not a comma.',
    WHOLE_TABLE,
    'Save the table with commas.',
    'model,device,service_ms',
  ),
  'csv-line-too-long': guide(
    'A line is far longer than any row.',
    BOUNDED,
    'Check whether line ends are missing.',
    'resnet50,my-board,12.5',
  ),
  'cell-mapping': guide(
    'A cell that begins with "{" cannot be read.',
    'Such cells are written as in YAML.',
    'Close the brace, and put the cell in quotes when it holds a comma.',
    '{ scv: 4 }',
  ),
  'column-missing': guide(
    'The table lacks a column that it needs.',
    'Nothing is guessed that changes the answer.',
    'Add the column; the message names it.',
    'model,device,service_ms',
  ),
  'column-unknown': guide(
    'The table has a column that the program does not know.',
    'A misspelt column would silently do nothing.',
    'Correct its name, or take it out.',
    'swap_ms',
  ),
  'column-twice': guide(
    'Two columns have one name.',
    'One of them would be dropped.',
    'Keep one of them.',
    'model,device,service_ms',
  ),
  'too-many-rows': guide(
    'The table has more rows than are read.',
    BOUNDED,
    'Use "count" for equal instances.',
    'app,count,model,rate,slo',
  ),
  'table-abandoned': guide(
    'Reading stopped after very many problems.',
    'The file is most likely not what it was taken for.',
    'Fix the first ones, or name the right file.',
    'apps: [{ workload: apps.csv }]',
  ),
  'json-syntax': guide(
    'The text is not JSON.',
    'It is read as a whole or not at all.',
    'Save it anew from the program that made it.',
    'kubectl get nodes -o json > nodes.json',
  ),
  'json-depth': guide(
    'The JSON is nested very deeply.',
    BOUNDED,
    'Name the right file.',
    'edge-plan simulate --plan plan.json',
  ),
  'json-shape': guide(
    'A field of the JSON is missing, or of another kind.',
    'The document is not what the command reads, or of another version.',
    'Save it anew; the message names the field.',
    'kubectl get pods -A -o json > pods.json',
  ),
};
