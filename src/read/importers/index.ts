/** Every importer, one line each. */

import { edgetpu } from './edgetpu.ts';
import { edgetpuCompiler } from './edgetpu-compiler.ts';
import { googleBenchmark } from './google-benchmark.ts';
import { hailo } from './hailo.ts';
import type { Importer } from './importer.ts';
import { mlperf } from './mlperf.ts';
import { modelAnalyzer } from './model-analyzer.ts';
import { openvino } from './openvino.ts';
import { openvinoReport } from './openvino-report.ts';
import { ortPerfTest } from './ort-perf-test.ts';
import { ortProfile } from './ort-profile.ts';
import { perfAnalyzer } from './perf-analyzer.ts';
import { perfConsole } from './perf-console.ts';
import { samples } from './samples.ts';
import { tflite } from './tflite.ts';
import { trtexec } from './trtexec.ts';
import { trtexecTimes } from './trtexec-times.ts';

export const IMPORTERS: readonly Importer[] = [
  trtexec,
  trtexecTimes,
  tflite,
  edgetpu,
  googleBenchmark,
  edgetpuCompiler,
  perfAnalyzer,
  perfConsole,
  modelAnalyzer,
  mlperf,
  ortPerfTest,
  ortProfile,
  openvino,
  openvinoReport,
  hailo,
  samples,
];
