// join: lines of two sorted files that have a field in common.
import type { Process } from '../process/process.ts';
import { getOptions } from './command.ts';
import { readInput } from './compare.ts';
import { splitLines } from './strides.ts';

interface Row {
  readonly key: string;
  readonly fields: readonly string[];
}

async function rowsOf(process: Process, path: string, field: number, separator: string | undefined): Promise<Row[]> {
  const lines = await splitLines(process, await readInput(process, path, 1));
  return lines.map((line) => {
    const fields = separator === undefined ? line.split(/[ \t]+/).filter((part) => part !== '') : line.split(separator);
    return { key: fields[field - 1] ?? '', fields };
  });
}

export async function join(process: Process): Promise<number> {
  const options = await getOptions(process, 't:1:2:j:a:v:o:e:i', { 'ignore-case': 'i' }, { min: 2, max: 2 });
  const separator = options.value('t');
  const out = separator ?? ' ';
  const [leftField, rightField] = [Number(options.value('1') ?? options.value('j') ?? 1), Number(options.value('2') ?? options.value('j') ?? 1)];
  const fold = (row: Row): string => (options.has('i') ? row.key.toLowerCase() : row.key);
  const left = await rowsOf(process, options.args[0] ?? '-', leftField, separator);
  const right = new Map<string, Row[]>();
  const rightRows = await rowsOf(process, options.args[1] ?? '-', rightField, separator);
  for (const row of rightRows) right.set(fold(row), [...(right.get(fold(row)) ?? []), row]);
  const empty = options.value('e') ?? '';
  const others = (row: Row | undefined, field: number): readonly string[] => row?.fields.filter((_, i) => i !== field - 1) ?? [];
  const print = async (a: Row | undefined, b: Row | undefined): Promise<void> => {
    const wanted = options.value('o')?.split(/[ ,]+/);
    const cells = wanted?.map((cell) => (cell === '0' ? (a ?? b)?.key : (cell.startsWith('1') ? a : b)?.fields[Number(cell.slice(2)) - 1]) ?? empty);
    await process.write(1, `${(cells ?? [(a ?? b)?.key ?? '', ...others(a, leftField), ...others(b, rightField)]).join(out)}\n`);
  };
  const shows = (file: string): boolean => options.values('a').includes(file) || options.values('v').includes(file);
  const matched = new Set<string>();
  for (const row of left) {
    const partners = right.get(fold(row));
    if (partners) matched.add(fold(row));
    if (partners && !options.has('v')) for (const partner of partners) await print(row, partner);
    else if (!partners && shows('1')) await print(row, undefined);
    await process.tick();
  }
  if (shows('2')) for (const row of rightRows) if (!matched.has(fold(row))) await print(undefined, row);
  return 0;
}
