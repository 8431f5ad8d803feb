/** Extended resources of Kubernetes that stand for an accelerator, whole, shared or sliced. */
const ACCELERATOR_RESOURCES: readonly RegExp[] = [
  /^nvidia\.com\/(?:gpu|mig-[^/]+)(?:\.shared)?$/,
  /^amd\.com\/gpu$/,
  /^gpu\.intel\.com\//,
  /^(?:kkohtaka\.org\/edgetpu|coral\.ai\/tpu)$/,
  /^squat\.ai\/.*(?:coral|tpu|gpu)/,
  /^smarter-devices\/(?:apex_|nvhost|nvidia)/,
  /^(?:alibabacloud\.com\/gpu-(?:count|milli)|cnvrg\.io\/metagpu|deepomatic\.com\/shared-gpu)$/,
];

/** Whether a pod that asks for this resource gets an accelerator, as far as the device plugins in use tell. */
export function isAcceleratorResource(name: string): boolean {
  return name.length <= 300 && ACCELERATOR_RESOURCES.some((pattern) => pattern.test(name));
}
