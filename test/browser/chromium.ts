import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where distributions put it. */
const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/opt/google/chrome/chrome'];

/** The browser's program: the one that CHROMIUM names, else one that is installed; `null` where there is none. */
export function chromiumPath(): string | null {
  const named = process.env.CHROMIUM;
  return (named ? [named] : PATHS).find((path) => existsSync(path)) ?? null;
}

/** Without its sandbox, which needs rights that containers do not give; only our own page is opened in it. */
export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
