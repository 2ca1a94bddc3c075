// Draws the folders' imports, found by dependency-cruiser, into docs/architecture.md (--write), or fails when that picture is not current (--check).
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';

const file = path.join(import.meta.dirname, '..', 'docs', 'architecture.md');
const begin = '<!-- picture: made by npm run fix -->';
const end = '<!-- end of picture -->';

const { output } = await cruise(['src'], { exclude: { path: '^src/api/generated' }, doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true });
const edges = new Set<string>();
for (const { source, dependencies } of (output as ICruiseResult).modules) {
  for (const { resolved } of dependencies) {
    const [from, to] = [source, resolved].map((name) => /^src\/([^/]+)\//.exec(name)?.[1]);
    if (from !== undefined && to !== undefined && from !== to) edges.add(`  ${from} --> ${to}`);
  }
}
const picture = ['```mermaid', 'flowchart TD', ...[...edges].sort(), '```'].join('\n');
const current = readFileSync(file, 'utf8');
const [before, rest] = current.split(begin);
const after = rest?.split(end)[1];
if (before === undefined || after === undefined) throw new Error(`${file} lacks the lines ${begin} and ${end}`);
const wanted = `${before}${begin}\n${picture}\n${end}${after}`;
if (process.argv.includes('--write')) writeFileSync(file, wanted);
else if (wanted !== current) {
  process.stdout.write('the picture in docs/architecture.md is not current: run npm run fix\n');
  process.exitCode = 1;
}
