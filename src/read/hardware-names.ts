/**
 * Which chip a name speaks of, as far as it can be told: logs, devices of profiles and people write `Orin NX`,
 * `jetson-orin-nx-16gb` and `NVIDIA Tegra X1` in many ways. A name that is not recognised contradicts nothing.
 */

import type { Hardware, HardwarePart } from '../domain/measurement.ts';

/** The first pattern that fits names the chip; `_`, `-` and `/` count as blanks, case does not matter. */
const CHIPS: readonly (readonly [pattern: RegExp, chip: string])[] = [
  [/\borin\b/, 'Orin'],
  [/\bxavier\b/, 'Xavier'],
  [/\bthor\b/, 'Thor'],
  [/\btx2\b|\btegra x2\b/, 'Tegra X2'],
  [/\btx1\b|\btegra x1\b|\bjetson nano\b/, 'Tegra X1'],
  [/\bcoral\b|\bedge ?tpu/, 'Edge TPU'],
  [/\bhailo ?(\d{1,2}[a-z]?)\b/, 'Hailo'],
  [/\bhailo\b/, 'Hailo'],
  [/\b(?:rtx|gtx)(?: pro)?(?: a)? ?(\d{3,4})\b/, 'RTX'],
  [/\b(?:quadro|titan) (\w+)\b/, 'Quadro'],
  [/\braspberry pi ?(\d?)/, 'Raspberry Pi'],
  [/\bodroid\b|\bmali\b/, 'Mali'],
  [/\b(?:cloud ai|aic) ?100\b|\bqualcomm\b|\badreno\b/, 'Qualcomm'],
  [/\bwarboy\b|\bfuriosa/, 'Furiosa'],
  [/\brk ?(3\d{3}\w?)\b/, 'Rockchip'],
  // Data-centre cards: a letter or two and a number. Last, because much else looks like one.
  [/\b(gb\d{3}|gh200|[atlhpvmkb]\d{1,3}[a-z]?|l40s|a10g)\b/, 'NVIDIA'],
];
const MIG = /\bmig ?(\d{1,2}g\.\d{1,3}gb)/;
const PARTS: readonly (readonly [RegExp, HardwarePart])[] = [
  [/\bdla ?\d?\b/, 'dla'],
  [/\bnpu\b/, 'npu'],
  [/\bi?gpu\b/, 'gpu'],
  [/\bcpu\b/, 'cpu'],
];

/** `Orin`, `NVIDIA t4`, `NVIDIA a30 MIG 1g.6gb`; `null` where no chip is recognised. */
export function chipOf(text: string): string | null {
  const plain = plainName(text);
  for (const [pattern, chip] of CHIPS) {
    const match = pattern.exec(plain);
    if (match === null) continue;
    const slice = MIG.exec(plain)?.[1];
    return [chip, match[1] || null, slice === undefined ? null : `MIG ${slice}`]
      .filter((part) => part !== null)
      .join(' ');
  }
  return null;
}

/** The part of a machine that a name speaks of; `null` where it names none. */
export function partOf(text: string): HardwarePart | null {
  const plain = plainName(text);
  return PARTS.find(([pattern]) => pattern.test(plain))?.[1] ?? null;
}

function plainName(text: string): string {
  return text
    .slice(0, 300)
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, ' ');
}

/**
 * Whether a device cannot be the hardware that a file names: another chip, or another part of the same machine. A
 * device that names no part of its own stands for the one that is not a DLA; `description` speaks for a name that is not
 * recognised.
 */
export function isOtherHardware(hardware: Hardware, device: string, description: string | null): boolean {
  const chip = chipOf(device) ?? chipOf(description ?? '');
  const found = chipOf(hardware.name);
  if (chip !== null && found !== null && chip !== found) return !isLessExact(chip, found);
  const part = partOf(device);
  if (hardware.part === null) return false;
  return part === null ? hardware.part === 'dla' : part !== hardware.part;
}

/** `Raspberry Pi` beside `Raspberry Pi 4`: one says less than the other, and they agree. */
function isLessExact(one: string, other: string): boolean {
  return (
    [`${one} `, `${other} `].some((text, index) => (index === 0 ? `${other} ` : `${one} `).startsWith(text)) &&
    !/MIG/.test(one + other)
  );
}
