import { guide, type ProblemGuides } from './guide.ts';

const NO_SERVICE = 'A plan needs the service time of one request alone; waiting is what the models add.';
const UNKNOWN = 'The row is written all the same: what is not known should be said.';
const UNSURE = 'The row is written all the same: judge whether it is what you want to plan with.';
const TWO = 'A row describes one measurement.';
const AGAIN = 'edge-plan import auto bench.log --device my-board';

/** What `import` finds in the output of measurement tools: problems, rows left out, and remarks on rows. */
export const MEASUREMENTS: ProblemGuides = {
  'format-unknown': guide(
    'The file has the marks of no format that can be imported.',
    'Nothing is guessed of figures.',
    "Name the format, or give the tool's own output.",
    'edge-plan import trtexec trt.log',
  ),
  'format-ambiguous': guide(
    'The file could be of several formats.',
    'Each would read other figures.',
    'Name the format instead of auto.',
    'edge-plan import samples times.txt',
  ),
  'file-too-long': guide(
    'The file has more rows or lines than an importer reads.',
    'What is read has bounds.',
    'Give the part that describes what was measured.',
    'head -100000 all.log > bench.log',
  ),
  'time-missing': guide(
    'The file does not hold the time that a row needs.',
    NO_SERVICE,
    'Give the whole output of the tool.',
    AGAIN,
  ),
  'time-unreadable': guide(
    'A time of the file cannot be read.',
    'A mean without it would be of other requests.',
    'Fix the line, or run the tool again.',
    AGAIN,
  ),
  'several-runs': guide(
    'The file holds more than one run.',
    'Two runs may differ in batch, power mode or model.',
    'Give each run in a file of its own.',
    AGAIN,
  ),
  'all-warm-up': guide(
    'No sample is left after the warm-up.',
    'There is nothing to take a mean of.',
    'Drop fewer samples.',
    'edge-plan import samples times.txt --warm-up 50',
  ),
  'warm-up': guide(
    '--warm-up is neither a number of samples nor a time.',
    'Either is possible, so the unit decides.',
    'Write a whole number, or a time with its unit.',
    'edge-plan import samples times.txt --warm-up 200ms',
  ),
  'model-ambiguous': guide(
    '--model names one model, and the files hold several.',
    'They would all get one name.',
    'Leave --model out, or import the files one by one.',
    AGAIN,
  ),
  'batch-conflict': guide(
    '--batch and the file say different batches.',
    'Only one of them can be right.',
    'Leave --batch out, or say that the flag is right.',
    'edge-plan import trtexec trt.log --batch 1 --accept batch-conflict',
  ),
  'device-differs': guide(
    'The file names other hardware than --device.',
    'A time of one accelerator is wrong for another; a DLA is another than its GPU.',
    'Name the device that was measured, or say that it is the same.',
    'edge-plan import trtexec trt.log --device jetson-orin-dla',
  ),
  'precision-conflict': guide(
    'The file names another precision than --precision.',
    'Only one of them can be right.',
    'Leave --precision out, or say that the flag is right.',
    'edge-plan import trtexec trt.log --precision fp16 --accept precision-conflict',
  ),
  'figures-differ': guide(
    'A mean, a percentile or the longest time cannot be of the same times.',
    'One of them was changed or is of another run.',
    "Give the tool's own output, or say that the mean is right.",
    'edge-plan import trtexec trt.log --accept figures-differ',
  ),
  'rate-differs': guide(
    'Time, rate and batch of a run do not fit each other.',
    'With one request after the other, rate × time ÷ batch is 1: one of the three is wrong.',
    'Give the right batch, or say that the time is right.',
    'edge-plan import trtexec trt.log --accept rate-differs',
  ),
  'flag-number': guide(
    'The number of a flag lies outside of its range.',
    'Values outside it have no meaning.',
    'Give a number within the bounds of the message.',
    'edge-plan import trtexec trt.log --batch 8',
  ),
  'flag-text': guide(
    'The text of a flag is empty, too long, or on several lines.',
    'It becomes a cell of a table.',
    'Write one short line.',
    'edge-plan import trtexec trt.log --conditions "MAXN"',
  ),
  'flag-unused': guide('A flag has no use for these files.', 'It would silently do nothing.', 'Leave it out.', AGAIN),
  'append-columns': guide(
    'The table lacks columns that the new rows fill.',
    'Figures would be lost.',
    'Add the columns to its first line, or append to another file.',
    'model,device,service_ms,service_scv,swap_ms',
  ),
  'append-stdin': guide(
    '--append names standard input.',
    'Rows are added to a file.',
    'Name a file, or leave --append out to print the rows.',
    'edge-plan import trtexec trt.log --append mine.csv',
  ),
  'another-gpu': guide(
    'A row is of another GPU of the same measurement.',
    TWO,
    'Keep the rows of one GPU.',
    'edge-plan import model-analyzer metrics-model-inference.csv',
  ),
  'no-model': guide(
    'A row is of the server without a model, or has no concurrency.',
    'It describes no model.',
    'Give metrics-model-inference.csv, and metrics-model-gpu.csv beside it.',
    'edge-plan import model-analyzer metrics-model-inference.csv',
  ),
  'run-failed': guide('The benchmark reports an error.', 'Its figures are of a broken run.', 'Run it again.', AGAIN),
  'response-time': guide(
    'The file has response times of the client only.',
    NO_SERVICE,
    'Keep the columns of the server.',
    'edge-plan import perf-analyzer perf.csv',
  ),
  'in-flight': guide(
    'Several requests were in flight at once.',
    NO_SERVICE,
    'Measure one request at a time.',
    'benchmark_app -hint latency',
  ),
  'capacity-only': guide(
    'All samples were offered at once (Offline).',
    NO_SERVICE,
    'Import a run of SingleStream.',
    'edge-plan import mlperf mlperf_log_summary.txt',
  ),
  'mlperf-invalid': guide(
    'loadgen calls the run INVALID.',
    'It was too short, or slower than its target.',
    'Run it until the summary says VALID.',
    'edge-plan import mlperf mlperf_log_summary.txt',
  ),
  'mlperf-mode': guide(
    'The run was no performance run.',
    'loadgen did not time it as one.',
    'Run loadgen in PerformanceOnly mode.',
    'edge-plan import mlperf mlperf_log_summary.txt',
  ),
  'mlperf-scenario': guide(
    'The scenario of the run is not known.',
    'What its latencies mean cannot be told.',
    'Import a run of SingleStream or MultiStream.',
    'edge-plan import mlperf mlperf_log_summary.txt',
  ),
  'round-of-models': guide(
    'The time is that of a round over several models.',
    'It includes the swaps between them.',
    'Measure each model alone; half of what a round of two takes beyond both is the swap time.',
    AGAIN,
  ),
  'batch-1-missing': guide(
    'A model was measured in batches alone.',
    'A profile is found by its row of one request alone.',
    'Measure batch 1 too.',
    AGAIN,
  ),
  'in-flight-unknown': guide(
    'The file does not say how many requests were in flight.',
    UNKNOWN,
    'Measure one request at a time, and keep the whole log.',
    'benchmark_app -hint latency',
  ),
  'response-as-service': guide(
    'The time is the response of a single client.',
    UNSURE,
    'It is an upper bound of the service time; perf_analyzer gives the service time itself.',
    'edge-plan import perf-analyzer perf.csv',
  ),
  'under-load': guide(
    'The row of least load has more than one request at a time.',
    UNSURE,
    'Measure concurrency 1.',
    'perf_analyzer --concurrency-range 1',
  ),
  'memory-of-server': guide(
    'The memory is that of the whole server.',
    UNSURE,
    'Take off what the server needs without a model.',
    'metrics-server-only.csv',
  ),
  'samples-kind': guide(
    'Plain samples do not say what they are.',
    UNSURE,
    'They count as service times, measured one request after the other.',
    'edge-plan import samples times.txt --unit ms',
  ),
  'samples-unknown': guide(
    'The file does not say how many requests the mean is made of.',
    UNKNOWN,
    'Import the samples themselves.',
    'edge-plan import samples times.txt',
  ),
  'few-samples': guide('The mean is made of few samples.', UNSURE, 'Measure for longer.', AGAIN),
  'not-settled': guide(
    'The times drift to the end of the run.',
    UNSURE,
    'Measure for longer, or drop more at the start.',
    'edge-plan import samples times.txt --warm-up 200',
  ),
  'scv-missing': guide(
    'The file does not say how much the times vary.',
    UNKNOWN,
    'service_scv stays blank and is planned as none; import samples for better.',
    'edge-plan import samples times.txt',
  ),
  'scv-poor-fit': guide(
    'The variation was fitted to quantiles, and misses one of them.',
    UNSURE,
    'Import the samples themselves.',
    'edge-plan import samples times.txt',
  ),
  'power-unknown': guide(
    'Power mode and clocks are not said.',
    UNKNOWN,
    'Name them.',
    'edge-plan import trtexec trt.log --conditions "MAXN, clocks locked"',
  ),
  'delegate-unknown': guide(
    'The delegate of TensorFlow Lite is not said.',
    UNKNOWN,
    'Without one the CPU ran the model; name it.',
    'edge-plan import tflite tfl.log --conditions "GPU delegate"',
  ),
  'provider-unknown': guide(
    'The execution provider of ONNX Runtime is not said.',
    UNKNOWN,
    'Without one the CPU ran the model; name it.',
    'edge-plan import onnxruntime ort.log --conditions "CUDA provider"',
  ),
  'rate-low': guide(
    'The accelerator stood idle between the requests of the run.',
    UNSURE,
    'The service time counts; the host, copies or the client took the rest.',
    AGAIN,
  ),
  'times-differ': guide(
    'Two files of one measurement differ in their times.',
    UNSURE,
    'See that they are of one run.',
    AGAIN,
  ),
  'row-known': guide(
    'The table has this very row already.',
    'It is not added again.',
    'Nothing is to be done.',
    'edge-plan profiles show resnet50 --profiles mine.csv',
  ),
  'row-twice': guide(
    'The table has another row of the same batch and concurrency.',
    'The first one counts in a plan.',
    'Put the row that you want to plan with above the other.',
    'edge-plan profiles show resnet50 --profiles mine.csv',
  ),
  'rows-rival': guide(
    'The table has rows of the model by other runtimes.',
    'The first one counts in a plan.',
    'Put the row that you want to plan with above the others.',
    'edge-plan profiles show resnet50 --profiles mine.csv',
  ),
};
