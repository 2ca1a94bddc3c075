// awk: the program; its language is in ../text/awk.
import { parseAwk } from '../text/awk/awk-parser.ts';
import { AwkError } from '../text/awk/awk-syntax.ts';
import { AwkRuntime } from '../text/awk/awk-runtime.ts';
import type { Process } from '../process/process.ts';
import { RegexError } from '../text/regex.ts';
import { type CommandTable, die, getOptions, pathOf, usage } from './command.ts';

async function awk(process: Process): Promise<number> {
  const options = await getOptions(process, '+F:v:f:e:', { 'field-separator': 'F', assign: 'v', file: 'f' });
  let { args } = options;
  const sources = options.values('f').map((path) => process.fs.readFile(pathOf(process, path), process.credentials, process));
  sources.push(...options.values('e'));
  if (sources.length === 0) {
    const [program, ...rest] = args;
    if (program === undefined) return usage(process);
    sources.push(program);
    args = rest;
  }
  try {
    const runtime = new AwkRuntime(process, parseAwk(sources.join('\n')), args);
    const separator = options.value('F');
    if (separator !== undefined) runtime.state.setVariable('FS', separator === 't' ? '\t' : separator);
    for (const assignment of options.values('v')) {
      const at = assignment.indexOf('=');
      runtime.state.setVariable(assignment.slice(0, at), assignment.slice(at + 1));
    }
    return await runtime.run();
  } catch (error) {
    if (error instanceof AwkError) return die(process, error.message);
    if (error instanceof RegexError) return die(process, `bad regex: ${error.message}`);
    throw error;
  }
}

export const awkCommands: CommandTable = { awk, gawk: awk, mawk: awk };
