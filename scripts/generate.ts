// Runs every generator: what is derived from facts and dependencies is made at build, marked, and never edited.
// Skips the work while the outputs are newer than everything they are made from.
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const stamp = new URL('src/api/generated/.stamp', root);

function filesOf(folder: string): URL[] {
  const url = new URL(folder, root);
  return readdirSync(url).map((name) => new URL(name, url));
}

const inputs = [new URL('scripts/generate.ts', root), ...filesOf('scripts/generate/'), ...filesOf('schemas/'), new URL('node_modules/@kubernetes/client-node/package.json', root)];
const isFresh = existsSync(stamp) && inputs.every((input) => statSync(input).mtimeMs < statSync(stamp).mtimeMs);
if (!isFresh) {
  await import('./generate/api-types.ts');
  await import('./generate/schema-tables.ts');
  await import('./generate/docs.ts');
  await import('./generate/protobuf-tables.ts');
  await import('./generate/config-validator.ts');
  writeFileSync(stamp, '');
}
