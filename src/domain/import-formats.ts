/**
 * What `edge-plan import` can read, as light records: help and the choice of the work are made from them. How a
 * measurement format is told and read is `read/importers/`.
 */

/** What a format gives; `cli/commands/import.ts` names the work behind each. */
export type ImportKind = 'profile rows' | 'an inventory';

export interface ImportFormat {
  /** As typed after `edge-plan import`. */
  readonly name: string;
  /** Which output of which tool it is, in a phrase. */
  readonly summary: string;
  readonly gives: ImportKind;
}

/** The word that asks for the format to be recognised. */
export const AUTO_FORMAT = 'auto';

/** In the order of the help. */
export const IMPORT_FORMATS: readonly ImportFormat[] = [
  { name: AUTO_FORMAT, summary: 'recognised from the text; one of the measurement formats', gives: 'profile rows' },
  { name: 'trtexec', summary: 'TensorRT: the summary, --exportTimes, or both', gives: 'profile rows' },
  { name: 'tflite', summary: 'TensorFlow Lite benchmark_model', gives: 'profile rows' },
  { name: 'edgetpu', summary: 'Coral benchmarks (CSV), and the log of edgetpu_compiler', gives: 'profile rows' },
  { name: 'perf-analyzer', summary: 'Triton perf_analyzer: its table (-f), or what it prints', gives: 'profile rows' },
  { name: 'model-analyzer', summary: 'Triton Model Analyzer, metrics-model-*.csv', gives: 'profile rows' },
  { name: 'mlperf', summary: 'MLPerf loadgen, mlperf_log_summary.txt', gives: 'profile rows' },
  { name: 'onnxruntime', summary: 'onnxruntime_perf_test, or a profile in JSON', gives: 'profile rows' },
  { name: 'openvino', summary: 'OpenVINO benchmark_app: its log, or its report as CSV or JSON', gives: 'profile rows' },
  { name: 'hailo', summary: 'hailortcli benchmark', gives: 'profile rows' },
  { name: 'samples', summary: 'plain latencies, one on each line', gives: 'profile rows' },
  { name: 'nodes', summary: 'a saved kubectl get nodes, as JSON or YAML', gives: 'an inventory' },
];

/** What file and flags may differ in, as `--accept` names it. */
export const IMPORT_QUESTIONS = [
  'batch-conflict',
  'device-differs',
  'precision-conflict',
  'figures-differ',
  'pace-differs',
] as const;
