// Makes the generated sources before any test imports them, so that `vitest` works on a clean checkout.
import { execFileSync } from 'node:child_process';

export function setup(): void {
  execFileSync(process.execPath, ['scripts/generate.ts'], { stdio: 'inherit' });
}
