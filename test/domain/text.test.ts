import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestName } from '../../src/domain/names.ts';
import { counted, displayWidth, printable } from '../../src/domain/text.ts';

test('what is quoted keeps letters of every script and loses what could steer a terminal', () => {
  expect(printable('café 🦊 été')).toBe('café 🦊 été');
  expect(printable('a\u001b[31mb\u009b\u202e\u200b\ufeff\u2028\r\n\tc')).toBe('a·[31mb········c');
});

test('no text, however it is cut, keeps a control character or half of a pair', () => {
  const bad = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (text, most) => {
      const shown = printable(text, most);
      return shown.length <= most && !bad.test(shown);
    }),
    { seed: 1 },
  );
});

test('a character of an East Asian script and an emoji take two columns, a mark none', () => {
  expect(['door', '東京-店舗', 'カメラ', '🚪', 'u\u0308', 'дверь'].map(displayWidth)).toEqual([4, 9, 6, 2, 1, 5]);
});

test('one is singular, none and many are plural', () => {
  expect([0, 1, 2].map((count) => counted(count, 'application'))).toEqual([
    '0 applications',
    '1 application',
    '2 applications',
  ]);
  expect(counted(3, 'entry', 'entries')).toBe('3 entries');
});

test('the nearest name is found whatever its case, and nothing far away is suggested', () => {
  const known = ['mobilenet_v2', 'inception_v4', 'Yolo'];
  expect(nearestName('mobilnet_v2', known)).toBe('mobilenet_v2');
  expect(nearestName('yolo', known)).toBe('Yolo');
  expect(nearestName('bert_large', known)).toBeNull();
  expect(nearestName('', known)).toBeNull();
  expect(nearestName('x', [])).toBeNull();
  expect(nearestName('x'.repeat(1000), known)).toBeNull();
});
