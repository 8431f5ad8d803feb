import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../src/domain/problem.ts';
import type { ApplicationGroup } from '../../src/domain/scenario.ts';
import { parseVary } from '../../src/read/vary.ts';

const apps = [{ name: 'doorbell' }, { name: 'lobby.cam' }] as unknown as readonly ApplicationGroup[];

describe('--vary', () => {
  it.each([
    ['rate=1..40/s', { parameter: 'rate', isScale: false, app: null, from: 0.001, to: 0.04 }],
    ['rate=60/min..2/s', { parameter: 'rate', isScale: false, app: null, from: 0.001, to: 0.002 }],
    ['doorbell.rate=0.5x..3x', { parameter: 'rate', isScale: true, app: 'doorbell', from: 0.5, to: 3 }],
    ['lobby.cam.preprocess=0..50 ms', { parameter: 'preprocess', isScale: false, app: 'lobby.cam', from: 0, to: 50 }],
    [' network = 0 ms .. 1 s ', { parameter: 'network', isScale: false, app: null, from: 0, to: 1000 }],
  ])('"%s" is read with its units', (text, sweep) => {
    expect(parseVary(text, apps)).toEqual(sweep);
  });

  it.each([
    ['rate', /PARAMETER=FROM\.\.TO/],
    ['rate=1..40', /unit/],
    ['rate=40..1/s', /smaller to a greater/],
    ['rate=2x..2x', /smaller to a greater/],
    ['rate=0..1/s', /above zero/],
    ['rte=1..2/s', /did you mean rate/],
    ['doorbel.rate=1..2/s', /did you mean doorbell/],
    ['doorbell.network=1..2ms', /same for every application/],
    ['rate=1..nanx', /not a factor/],
    ['network=-5..2ms', /not below zero/],
    [`rate=${'1'.repeat(1000)}..2/s`, /PARAMETER=FROM/],
  ])('"%s" is a problem that says what would be right', (text, message) => {
    expect(() => parseVary(text, apps)).toThrow(ProblemError);
    expect(() => parseVary(text, apps)).toThrow(message);
  });
});
