import { guide, type ProblemGuides } from './guide.ts';

const UNSURE = 'The row is written all the same: judge whether it is what you want to plan with.';
const WRONG_ROW = 'The row would say one thing and hold another.';
const STRANGER = 'A scenario may come from a stranger, and each container is a process of this machine.';
const MODEL = 'edge-plan measure model.onnx --device my-board';
const TOGETHER = 'edge-plan measure --co-locate site.yaml --models models';

/** What `measure` finds: of its runtime, models and machine, and of the applications that it runs together. */
export const MEASURING: ProblemGuides = {
  'runtime-missing': guide(
    'onnxruntime-node is not installed beside edge-plan.',
    'Only measure runs models, and the runtime weighs some 300 MB: it is left to those who measure.',
    'Install it where edge-plan is installed; in a clone of the project run .ci/runtime.',
    'npm install --ignore-scripts onnxruntime-node',
  ),
  'runtime-broken': guide(
    'onnxruntime-node is installed and cannot be loaded.',
    'Nothing else here runs models.',
    'Install it again; it needs 64 bits and, on Linux, glibc. In a clone of the project run .ci/runtime.',
    'npm install --ignore-scripts onnxruntime-node',
  ),
  'model-not-given': guide(
    'Neither a model nor a scenario is given.',
    'There is nothing to measure.',
    'Name an ONNX file, or a scenario with --co-locate.',
    MODEL,
  ),
  'model-name': guide(
    'The name of the file does not say what the model is called.',
    'A profile row is found by the name of its model.',
    'Give it with --model.',
    `${MODEL} --model resnet18`,
  ),
  'device-missing': guide(
    'What this machine is called is not given.',
    'A profile row is found by the name of its device.',
    'Give it with --device.',
    MODEL,
  ),
  'measure-both': guide(
    'A model and --co-locate are both given.',
    'They are two measurements.',
    'Keep the one that you mean.',
    TOGETHER,
  ),
  'flag-duration': guide(
    '--duration is no time from 100 ms to 24 h.',
    'A bare number may be seconds or milliseconds.',
    'Write a time with its unit.',
    `${MODEL} --duration 30s`,
  ),
  'flag-input': guide(
    '--input is not a name and sizes.',
    'What is fed decides how long an inference takes.',
    'Write the name of the input, an equals sign, and the sizes with x between them.',
    `${MODEL} --input input=1x3x224x224`,
  ),
  'model-file': guide(
    'There is no ONNX file for a model of the scenario.',
    'A co-location runs the models themselves.',
    'Put <model>.onnx beside the scenario, or name their folder with --models.',
    TOGETHER,
  ),
  'model-file-name': guide(
    'A model of the scenario has a name that no file in the folder of the models can have.',
    'What a scenario names must stay in that folder.',
    'Name models without slashes, and without a dot in front.',
    'model: resnet18',
  ),
  'model-unreadable': guide(
    'The runtime cannot load the model.',
    'It is no ONNX model, or needs what this machine does not have.',
    'Export the model again, or with an older opset.',
    MODEL,
  ),
  'inference-failed': guide(
    'The runtime loaded the model and could not run it on made-up inputs.',
    'What does not run cannot be measured.',
    'Give the sizes that it leaves open as they fit each other; where memory is short, take smaller batches.',
    `${MODEL} --input ids=1x128`,
  ),
  'batch-fixed': guide(
    'The model was made for another number of inferences in one request.',
    WRONG_ROW,
    'Export it with an open first size, or leave --batch out.',
    `${MODEL} --batch 1,2,4`,
  ),
  'input-open': guide(
    'An input of the model leaves sizes open.',
    'How long an inference takes depends on them.',
    'Give all of them.',
    `${MODEL} --input input=1x3x224x224`,
  ),
  'input-shape': guide(
    '--input gives sizes that the model does not take.',
    'The inference would fail.',
    'Give as many sizes as the model has, and change only those that it leaves open.',
    `${MODEL} --input input=1x3x224x224`,
  ),
  'input-unknown': guide(
    'The model has no input of that name.',
    'The sizes would silently do nothing.',
    'Take a name that the message lists.',
    `${MODEL} --input input=1x3x224x224`,
  ),
  'input-size': guide(
    'An input would have no values, or more than 2^28.',
    'It would fill the memory.',
    'Give smaller sizes.',
    `${MODEL} --input input=1x3x224x224`,
  ),
  'input-type': guide(
    'An input is no tensor of numbers.',
    'Its values cannot be invented.',
    'Export the model without its text processing.',
    MODEL,
  ),
  'measure-short': guide(
    'No inference was finished in the time of the measurement.',
    'There is nothing to take a mean of.',
    'Lengthen --duration.',
    `${MODEL} --duration 5min`,
  ),
  'cores-unknown': guide(
    '--cores names no cores that this process may use.',
    'The figures would be of other cores.',
    'Name some that the message lists.',
    `${MODEL} --cores 2-3`,
  ),
  'cores-unpinnable': guide(
    '--cores is given where processes cannot be pinned: not Linux, or no taskset.',
    'The figures would be of whatever cores the system chooses.',
    'Leave --cores out; the rows then say so.',
    MODEL,
  ),
  'container-failed': guide(
    'A process that served requests ended.',
    'What it had not answered is lost.',
    'Mostly it is memory: take fewer or smaller models, batches or copies.',
    `${MODEL} --batch 1`,
  ),
  'not-pinned': guide(
    'Processes could not be pinned to cores.',
    UNSURE,
    'Measure on Linux with taskset (util-linux).',
    `${MODEL} --cores 1`,
  ),
  'threads-crowded': guide(
    'One inference had more threads than cores.',
    UNSURE,
    'Give as many cores as threads.',
    `${MODEL} --threads 2 --cores 0-1`,
  ),
  'cores-shared': guide(
    'Something else used the cores while they were measured, or the host of a virtual machine did.',
    'The times are longer than those of the model alone.',
    'Stop what else runs, and measure again.',
    `${MODEL} --cores 3`,
  ),
  'batch-unsaid': guide(
    'The model fixes the first size of its inputs, which as a rule is the number of inferences in one request.',
    'Its row says batch 1; a plan would then count one inference where there are several.',
    'Measure it with the batch that it was made for, or export it with an open first size.',
    `${MODEL} --batch 4`,
  ),
  'co-locate-discipline': guide(
    'The discipline of the scenario cannot be had from the scheduler of an operating system.',
    'The figures would be of another one.',
    'Choose one with --discipline.',
    'edge-plan measure --co-locate site.yaml --discipline fcfs --models models',
  ),
  'co-locate-nodes': guide(
    'The scenario has more than one accelerator, or none.',
    'Containers are measured that share one.',
    'Give its cluster one node with one accelerator.',
    'cluster: [{ node: core, device: my-board }]',
  ),
  'co-locate-size': guide(
    'The scenario asks for too many applications, containers or loaded models.',
    STRANGER,
    'Take fewer, or let instances of a model share one container.',
    'sharing: model',
  ),
  'co-locate-preprocess': guide(
    'An application has a CPU stage.',
    'The accelerator stage alone is measured.',
    'Write that there is none.',
    'preprocess: 0 ms',
  ),
  'co-locate-overload': guide(
    'The applications ask for all of the accelerator, or more.',
    'Queues would grow for as long as they are measured.',
    'Lower their rates.',
    'rate: 5 /s',
  ),
  'co-locate-requests': guide(
    'More than two million requests would be sent, or fewer than two.',
    'They are held in memory; and a rate needs two.',
    'Change --duration or the rates.',
    `${TOGETHER} --duration 60s`,
  ),
  'co-locate-late': guide(
    'Long after the last request was sent some still waited.',
    'A recording without its slowest requests would be a lie.',
    'Measure the models again on this machine, or lower the rates.',
    `${MODEL} --append mine.csv`,
  ),
};
