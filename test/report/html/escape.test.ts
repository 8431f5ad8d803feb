import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '../../../src/report/html/escape.ts';

describe('html by template', () => {
  it('escapes what would be markup or end an attribute', () => {
    expect(html`<p title="${`"'<&>`}">${'<script>'}</p>`.text).toBe(
      '<p title="&quot;&#39;&lt;&amp;&gt;">&lt;script&gt;</p>',
    );
  });

  it('keeps HTML that it made itself as it is', () => {
    expect(html`<ul>${[html`<li>${'a&b'}</li>`, html`<li>2</li>`]}</ul>${null}`.text).toBe(
      '<ul><li>a&amp;b</li><li>2</li></ul>',
    );
  });

  it('shows controls and characters that turn the direction of writing as a dot', () => {
    expect(html`${'a\u0000b\u202ec\u001b[31m'}`.text).toBe('a·b·c·[31m');
  });

  it('keeps a number and its unit on one line', () => {
    expect(html`${'3 × 40 ms of 4 GiB, 80 %, 5 /s'}`.text).toBe(
      '3\u00a0× 40\u00a0ms of 4\u00a0GiB, 80\u00a0%, 5\u00a0/s',
    );
  });

  it('cuts a text that is longer than anybody reads', () => {
    expect(html`${'x'.repeat(1e6)}`.text.length).toBeLessThan(1000);
  });

  it('lets no text whatever open a tag or leave an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(html`${text}`.text).not.toMatch(/[<>"']/);
      }),
    );
  });
});
