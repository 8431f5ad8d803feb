/**
 * Stands in for onnxruntime-node: a "model" is a JSON file that says what to do.
 *
 *   { "inputs": [{ "name": "input", "type": "float32", "shape": ["batch", 3] }],
 *     "ms": 5,          of one inference, all of it computation
 *     "idle": 100,      of one inference, asleep
 *     "slow": 500,      ms that loading takes
 *     "refuse": "…",    loading throws this; "die": "load" or "idle": the process ends
 *     "break": "…" }    an inference throws this
 */
const { readFileSync } = require('node:fs');

const sleeper = new Int32Array(new SharedArrayBuffer(4));
const sleep = (ms) => Atomics.wait(sleeper, 0, 0, ms);

class Tensor {
  constructor(type, data, dims) {
    Object.assign(this, { type, data, dims });
  }
}

class InferenceSession {
  constructor(model) {
    this.model = model;
    this.inputMetadata = (model.inputs ?? []).map((input) => ({ isTensor: true, ...input }));
  }

  static async create(path, options) {
    let model;
    try {
      model = JSON.parse(readFileSync(path, 'utf8'));
    } catch {
      throw new Error(`Load model from ${path} failed: no model\nsecond line`);
    }
    if (options.executionProviders[0] !== 'cpu') throw new Error('not on the CPU');
    if (model.slow !== undefined) sleep(model.slow);
    if (model.refuse !== undefined) throw new Error(model.refuse);
    if (model.die === 'load') process.kill(process.pid, 'SIGKILL');
    if (model.die === 'idle') setTimeout(() => process.kill(process.pid, 'SIGKILL'), 300);
    return new InferenceSession(model);
  }

  async run(feeds) {
    const { ms = 0, idle = 0, inputs = [] } = this.model;
    if (this.model.break !== undefined) throw new Error(this.model.break);
    for (const { name } of inputs) if (!(feeds[name] instanceof Tensor)) throw new Error(`no ${name}`);
    // A request of more inferences takes longer.
    const batch = feeds[inputs[0]?.name]?.dims[0] ?? 1;
    const end = performance.now() + ms * batch;
    while (performance.now() < end);
    if (idle > 0) sleep(idle);
    return {};
  }
}

module.exports = { InferenceSession, Tensor, env: { versions: { common: '0.0.0', node: '0.0.0' } } };
