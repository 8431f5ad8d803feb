import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CopiedPackage, copiedPackage } from '../helpers/copied-package.ts';

/** onnxruntime-node may be installed where the tests run: a copy of the program without it is asked. */
let copy: CopiedPackage;
beforeAll(() => {
  copy = copiedPackage('none');
  copy.write('model.onnx', 'anything');
});
afterAll(() => copy.remove());

describe('measure without its runtime', () => {
  it('says how to get it', () => {
    const { stdout, stderr, status } = copy.edgePlan(['measure', 'model.onnx', '--device', 'here']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('measuring needs onnxruntime-node, which is not installed');
    expect(stderr).toContain('npm install --ignore-scripts onnxruntime-node');
  });

  it('names the script that installs it where edge-plan runs from a clone, in which npm would install nothing', () => {
    copy.write('.ci/runtime', '');
    const { stderr } = copy.edgePlan(['measure', 'model.onnx', '--device', 'here']);
    rmSync(join(copy.folder, '.ci'), { recursive: true });
    expect(stderr).toContain('Run ".ci/runtime" in the clone');
    expect(stderr).not.toContain('npm install');
  });

  it('tells of other faults before, so that nothing is installed in vain', () => {
    const { stderr, status } = copy.edgePlan(['measure', 'other.onnx', '--device', 'here']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('there is no file "other.onnx"')]);
  });

  it('tells a broken one from none', () => {
    const broken = copiedPackage('fake');
    broken.write('node_modules/onnxruntime-node/index.js', "require('../bin/not-there.node');");
    broken.write('model.onnx', '{}');
    const { stderr, status } = broken.edgePlan(['measure', 'model.onnx', '--device', 'here']);
    broken.remove();
    expect(status).toBe(2);
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      'onnxruntime-node is installed and does not start: Cannot find module',
    );
  });

  it('still does all else', () => {
    expect(copy.edgePlan(['measure', '--help']).status).toBe(0);
    expect(copy.edgePlan(['profiles']).status).toBe(0);
  });
});
