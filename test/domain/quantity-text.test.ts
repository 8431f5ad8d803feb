import { describe, expect, it } from 'vitest';
import { comparedTexts, millisecondsText, percentText, shortNumber, sizeText } from '../../src/domain/quantity-text.ts';

describe('quantities in sentences', () => {
  it('have three significant digits below a thousand and separators above', () => {
    expect([0.01234, 4.906, 61.25, 999.4, 1140.2].map(shortNumber)).toEqual(['0.0123', '4.91', '61.3', '999', '1,140']);
    expect([millisecondsText(12), percentText(0.8), percentText(0.9251)]).toEqual(['12 ms', '80 %', '92.5 %']);
  });

  it('have the largest unit of size that is not above them', () => {
    expect([512, 2048, 3.2 * 2 ** 30, 2 ** 40].map((bytes) => sizeText(bytes))).toEqual([
      '512 B',
      '2 KiB',
      '3.2 GiB',
      '1 TiB',
    ]);
  });

  it('are told apart where they differ, however little', () => {
    expect(comparedTexts(0.80003, 0.8, percentText)).toEqual(['80.003 %', '80 %']);
    expect(comparedTexts(3.2001 * 2 ** 30, 3.2 * 2 ** 30, sizeText)).toEqual(['3.2001 GiB', '3.2 GiB']);
    expect(comparedTexts(0.8, 0.8, percentText)).toEqual(['80 %', '80 %']);
  });
});
