/**
 * A mapping with known keys. Like valibot's `strictObject`, but every unknown key is reported, not only the first,
 * also one that is called `constructor` or `__proto__`, and beside them everything wrong with the known ones.
 */

import * as v from 'valibot';
import { type Field, isMapping, refuse, shown } from './fields.ts';

const MOST_UNKNOWN_KEYS = 50;

export function mapping<const E extends v.ObjectEntries>(
  entries: E,
): Field<v.InferOutput<v.ObjectSchema<E, undefined>>> {
  const shape = v.object(entries);
  const known = Object.keys(entries);
  return v.pipe(
    v.unknown(),
    v.rawTransform<unknown, v.InferOutput<typeof shape>>(({ dataset, addIssue, NEVER }) => {
      const input = dataset.value;
      if (!isMapping(input)) {
        addIssue({
          message: 'mapping-expected',
          expected: `be a mapping with ${known.join(', ')}`,
          received: shown(input),
        });
        return NEVER;
      }
      const unknown = Object.keys(input).filter((key) => !Object.hasOwn(entries, key));
      for (const key of unknown.slice(0, MOST_UNKNOWN_KEYS)) {
        addIssue({ message: 'key-unknown', expected: known.join(','), received: key, path: [itemOf(input, key)] });
      }
      const result = v.safeParse(shape, input);
      for (const issue of result.issues ?? []) {
        const path = issue.path as [v.IssuePathItem, ...v.IssuePathItem[]];
        addIssue({ ...said(issue), path });
      }
      return result.success ? result.output : NEVER;
    }),
  );
}

/** What valibot's own schemas expect, in words. */
const FORMS: Readonly<Record<string, string>> = { Array: 'be a list', Object: 'be a mapping', string: 'be text' };

/** An issue of a field of ours as it is; one of valibot's own in our words, because it quotes the input raw and whole. */
function said({ type, kind, expected, received, message, input }: v.BaseIssue<unknown>) {
  // A key that is not there.
  if (type === 'object') return { message: 'key-missing', expected: expected ?? '', received };
  if (kind !== 'schema') return { message, expected: expected ?? '', received };
  const { code, must } = refuse('value-form', FORMS[expected ?? ''] ?? 'have another form');
  return { message: code, expected: must, received: shown(input) };
}

function itemOf(input: Record<string, unknown>, key: string): v.IssuePathItem {
  return { type: 'object', origin: 'key', input, key, value: input[key] };
}
