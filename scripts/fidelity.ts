// Collects the `Differs from Kubernetes:` marks of src into docs/fidelity.md (--write), or fails when that list is not current (--check).
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const file = path.join(root, 'docs', 'fidelity.md');
const begin = '<!-- marks: made by npm run fix -->';
const end = '<!-- end of marks -->';

/** Every mark with the comment lines that continue it. */
function marks(): string[] {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts') && !f.includes('generated')).sort();
  return files.flatMap((name) => {
    const lines = readFileSync(path.join(root, 'src', name), 'utf8').split('\n');
    return lines.flatMap((line, at) => {
      const start = /Differs from Kubernetes: (.*)$/.exec(line)?.[1];
      if (start === undefined) return [];
      let text = start;
      for (let next = at + 1; !text.trimEnd().endsWith('*/'); next++) {
        const more = /^\s*(?:\/\/|\*(?!\/))\s?(.*)$/.exec(lines[next] ?? '')?.[1];
        if (more === undefined || /^(Invariant|Differs from Kubernetes):|^@/.test(more)) break;
        text += ` ${more.trim()}`;
      }
      return [`- ${text.replace(/\s*\*\/\s*$/, '').trim()} ([${name}](../src/${name}))`];
    });
  });
}

const current = readFileSync(file, 'utf8');
const [before, rest] = current.split(begin);
const after = rest?.split(end)[1];
if (before === undefined || after === undefined) throw new Error(`${file} lacks the lines ${begin} and ${end}`);
const wanted = `${before}${begin}\n${marks().join('\n')}\n${end}${after}`;
if (process.argv.includes('--write')) writeFileSync(file, wanted);
else if (wanted !== current) {
  process.stdout.write('docs/fidelity.md does not hold all `Differs from Kubernetes:` marks: run npm run fix\n');
  process.exitCode = 1;
}
