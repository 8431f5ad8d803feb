import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { nearestName, nearHelp } from '../../src/domain/names.ts';

const DEVICES = [
  'jetson-nano',
  'jetson-orin-nano-super',
  'jetson-orin-nx-16gb',
  'coral-usb',
  'nvidia-t4',
  'nvidia-a30',
];
const MODELS = ['yolo11n-640', 'yolo11s-640', 'yolov8n-640', 'resnet50', 'mobilenet_v2', 'ssd_mobilenet_v2-224'];
const KEYS = ['app', 'count', 'model', 'rate', 'slo', 'preprocess', 'memory', 'sharing', 'arrivals', 'weight'];

describe('a name that is not known', () => {
  test.each([
    ['jetson-orin-nano', DEVICES, 'jetson-orin-nano-super'],
    ['Jetson Orin Nano', DEVICES, 'jetson-orin-nano-super'],
    ['orin-nano', DEVICES, 'jetson-orin-nano-super'],
    ['jetson-nano-4gb', DEVICES, 'jetson-nano'],
    ['t4', DEVICES, 'nvidia-t4'],
    ['coral', DEVICES, 'coral-usb'],
    ['yolo11n', MODELS, 'yolo11n-640'],
    ['mobilenetv2', MODELS, 'mobilenet_v2'],
    ['ssd_mobilenet_v2', MODELS, 'ssd_mobilenet_v2-224'],
    ['mobilnet_v2', MODELS, 'mobilenet_v2'],
    ['modle', KEYS, 'model'],
    ['arrival', KEYS, 'arrivals'],
    ['wieght', KEYS, 'weight'],
  ])('%s is taken for what begins like it, has its parts, or is spelt like it', (name, known, meant) => {
    expect(nearestName(name, known)).toBe(meant);
  });

  test.each([
    ['site', KEYS],
    ['nodes', KEYS],
    ['labels', KEYS],
    ['stages', KEYS],
    ['postprocess', KEYS],
    ['replicas', KEYS],
    ['yolov8s-640', MODELS],
    ['yolo11n-320', MODELS],
    ['resnet52', MODELS],
    ['mobilenet_v3', MODELS],
    ['nvidia-t5', DEVICES],
  ])('%s is taken for no other thing', (name, known) => {
    expect(nearestName(name, known)).toBeNull();
  });

  test('is told the same thing at another size, and the next variant, as another one', () => {
    expect(nearHelp('yolo11n-320', MODELS)).toBe('Another one, but near it: "yolo11n-640", "yolo11s-640".');
    expect(nearHelp('yolov8s-640', MODELS)).toBe('Another one, but near it: "yolov8n-640".');
    expect(nearHelp('site', KEYS)).toBeNull();
  });

  test('is told all of several that it may mean', () => {
    expect(nearHelp('jetson-orin', DEVICES)).toBe('Did you mean "jetson-orin-nx-16gb" or "jetson-orin-nano-super"?');
  });
});

/** A column of the shipped tables. */
function shipped(column: string): string[] {
  const folder = new URL('../../profiles/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.csv'));
  const rows = files.flatMap(
    (name) => parse(readFileSync(new URL(name, folder)), { columns: true }) as Record<string, string>[],
  );
  return [...new Set(rows.flatMap((row) => row[column] ?? []))];
}

describe.each([
  ['device', shipped('device')],
  ['model', shipped('model')],
])('every shipped %s', (_, names) => {
  test('is found whatever its case and the marks between its parts', () => {
    for (const name of names) {
      expect(nearestName(name.toUpperCase(), names)).toBe(name);
      const joined = name.replace(/[-_.]/g, ' ');
      const plain = (one: string) => one.replace(/[-_. ]/g, '');
      const twins = names.filter((other) => plain(other) === plain(name));
      expect(twins).toContain(nearestName(joined, names));
    }
  });

  test('is among what is offered for it without its last part, before everything that lacks these parts', () => {
    for (const name of names) {
      const short = name.replace(/[-_.][^-_.]+$/, '');
      if (short === name || names.includes(short) || short.length < 3) continue;
      const first = nearestName(short, names) as string;
      const rest = first.toLowerCase().replace(/[-_. ]/g, '');
      expect(rest.startsWith(short.toLowerCase().replace(/[-_. ]/g, '')), `${short}: ${first}`).toBe(true);
    }
  });

  test('is found with one letter too few, where no number is touched', () => {
    for (const name of names) {
      const at = name.search(/[a-z]{4}/) + 2;
      if (at < 3) continue;
      const slip = name.slice(0, at) + name.slice(at + 1);
      if (names.includes(slip)) continue;
      expect(nearestName(slip, names), slip).toBe(name);
    }
  });
});
