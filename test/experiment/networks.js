/**
 * Convolutional networks made on the spot: the weights are random, because what they are does not change how long an
 * inference takes, and nothing has to be fetched. Same name, same bytes.
 */

import onnxProto from 'onnx-proto';
import { xorshift128plus } from 'pure-rand/generator/xorshift128plus';

const { onnx } = onnxProto;
const { DataType } = onnx.TensorProto;
const { AttributeType } = onnx.AttributeProto;

/**
 * `side` of the square picture, `width` channels of the first stage, `stages`: convolutions at each halving of the
 * picture, twice as wide each time. On one core of a server of 2025 about 3, 9, 25 and 60 ms.
 */
export const NETWORKS = {
  'conv-s': { side: 224, width: 48, stages: [2, 2, 2] },
  'conv-m': { side: 224, width: 64, stages: [3, 4, 4] },
  'conv-l': { side: 352, width: 64, stages: [3, 4, 4] },
  'conv-xl': { side: 448, width: 80, stages: [3, 4, 4] },
};

const CLASSES = 100;
const OPSET = 13;

/** The bytes of an ONNX model that takes pictures of an open number: the first size of its input. */
export function networkOnnx({ side, width, stages }) {
  const random = xorshift128plus(1);
  const graph = { initializer: [], node: [] };
  let channels = 3;
  let last = 'input';
  const convolve = (to, stride, size) => {
    const name = `conv${graph.initializer.length}`;
    graph.initializer.push(weights(`${name}.weight`, [to, channels, size, size], random));
    const pad = (size - 1) / 2;
    const attribute = [
      integers('kernel_shape', [size, size]),
      integers('strides', [stride, stride]),
      integers('pads', [pad, pad, pad, pad]),
    ];
    graph.node.push({ opType: 'Conv', input: [last, `${name}.weight`], output: [name], attribute });
    channels = to;
    last = name;
  };
  const activate = () => {
    graph.node.push({ opType: 'Relu', input: [last], output: [`${last}.relu`] });
    last = `${last}.relu`;
  };
  convolve(width, 2, 3);
  activate();
  stages.forEach((convolutions, stage) => {
    for (let i = 0; i < convolutions; i++) {
      convolve(width * 2 ** stage, i === 0 ? 2 : 1, 3);
      activate();
    }
  });
  graph.node.push({ opType: 'GlobalAveragePool', input: [last], output: ['pool'] });
  last = 'pool';
  convolve(CLASSES, 1, 1);
  graph.node.push({ opType: 'Flatten', input: [last], output: ['output'] });
  const model = onnx.ModelProto.create({
    irVersion: 8,
    opsetImport: [{ version: OPSET }],
    producerName: 'edge-plan experiment',
    graph: {
      name: 'network',
      ...graph,
      input: [{ name: 'input', type: tensor(['batch', 3, side, side]) }],
      output: [{ name: 'output', type: tensor(['batch', CLASSES]) }],
    },
  });
  return onnx.ModelProto.encode(model).finish();
}

/** Uniform, scaled so that values neither fade nor explode from layer to layer: slow denormal numbers would show. */
function weights(name, dims, random) {
  const count = dims.reduce((product, size) => product * size, 1);
  const scale = Math.sqrt((6 * dims[0]) / count);
  const values = Float32Array.from({ length: count }, () => (random.next() / 2 ** 31) * scale);
  return { name, dims, dataType: DataType.FLOAT, rawData: new Uint8Array(values.buffer) };
}

function integers(name, ints) {
  return { name, type: AttributeType.INTS, ints };
}

function tensor(sizes) {
  const dim = sizes.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }));
  return { tensorType: { elemType: DataType.FLOAT, shape: { dim } } };
}
