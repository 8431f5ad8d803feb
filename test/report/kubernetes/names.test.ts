import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dnsNames } from '../../../src/report/kubernetes/names.ts';

const RFC_1035 = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

describe('names that Kubernetes takes', () => {
  it('a name that is one already stays as it is', () => {
    expect(dnsNames(['doorbell-1']).get('doorbell-1')).toBe('doorbell-1');
  });

  it.each([
    ['mobilenet_v2', 'mobilenet-v2'],
    ['Efficientnet.L', 'efficientnet-l'],
    ['7up', 'x-7up'],
    ['-_-', 'x'],
    ['backend\nm\nn', 'backend-m-n'],
  ])('%j becomes %s', (original, name) => {
    expect(dnsNames([original]).get(original)).toBe(name);
  });

  it('two that would become one differ, whatever their order', () => {
    const [there, back] = [dnsNames(['a_b', 'a-b', 'c']), dnsNames(['c', 'a-b', 'a_b'])];
    expect(there.get('a_b')).not.toBe(there.get('a-b'));
    expect(Object.fromEntries(back)).toEqual(Object.fromEntries(there));
  });

  it('names longer than 63 characters that differ at their ends stay different', () => {
    const long = 'a'.repeat(70);
    const names = dnsNames([`${long}1`, `${long}2`]);
    expect(new Set(names.values()).size).toBe(2);
  });

  it('any texts get names of their own that a server takes', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.oneof(fc.string(), fc.stringMatching(/^[aA_.-]{1,70}$/)), { maxLength: 30 }),
        (texts) => {
          const names = [...dnsNames(texts).values()];
          expect(new Set(names).size).toBe(texts.length);
          for (const name of names) expect(name).toMatch(RFC_1035);
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });
});
