// One step of a test: what it does to the cluster, and whether what it must show is seen.
import type { Fault } from '../api/podlab/fault.ts';
import type { TestStep } from '../api/podlab/podlab-test.ts';
import { parseGoDuration } from '../api/meta/go-duration.ts';
import { type Clock, sleep } from '../base/clock.ts';
import type { StepProblem } from '../client/port/test-protocol.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { parseCommandLine } from '../kubectl/command-words.ts';
import { type KubectlIo, runKubectl } from '../kubectl/kubectl.ts';

/** The cluster of one test, and kubectl's ways into it. */
export interface TestBench {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** Without what each command has of its own. */
  readonly io: Omit<KubectlIo, 'stdin' | 'stdout' | 'stderr'>;
  /** Aborted when the test may not go on. */
  readonly signal: AbortSignal;
  /** Hears what is done and printed, as a terminal would show it. */
  say(text: string): void;
}

/** Time between tries of a step that has `within`. */
const againMs = 1000;

/** Resolves with what is wrong; undefined: the step holds. */
export async function runStep(step: TestStep, bench: TestBench): Promise<StepProblem | undefined> {
  const { kubectl, sleep: time, powerOff, powerOn, fault } = step;
  if (kubectl !== undefined) return runCommand(kubectl, step, bench);
  if (time !== undefined) {
    bench.say(`# ${time} pass\n`);
    await sleep(bench.clock, parseGoDuration(time) ?? 0, bench.signal);
    return undefined;
  }
  if (fault !== undefined) return cause(fault, bench);
  return power(powerOff ?? powerOn ?? '', powerOn !== undefined, bench);
}

async function power(name: string, isOn: boolean, { cluster, say }: TestBench): Promise<StepProblem | undefined> {
  const node = cluster.nodes.find((one) => one.name === name);
  if (node === undefined) return { message: `there is no machine "${name}": ${cluster.nodes.map((one) => one.name).join(', ')}` };
  say(`# ${name} is powered ${isOn ? 'on' : 'off'}\n`);
  if (isOn) await node.powerOn();
  else node.powerOff();
  return undefined;
}

async function cause(fault: Fault, { cluster, say }: TestBench): Promise<StepProblem | undefined> {
  say(`# fault: ${JSON.stringify(fault)}\n`);
  return cluster.causeFault(fault).then(() => undefined, (error: unknown) => ({ message: error instanceof Error ? error.message : String(error) }));
}

async function runCommand(line: string, step: TestStep, bench: TestBench): Promise<StepProblem | undefined> {
  let argv: readonly string[];
  try {
    argv = wordsOf(line);
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
  const { clock, signal, say } = bench;
  say(`$ kubectl ${argv.join(' ')}\n`);
  const untilMs = clock.now() + (parseGoDuration(step.within ?? '0s') ?? 0);
  for (;;) {
    const { exitCode, printed } = await run(argv, step.stdin ?? '', bench);
    const problem = judge(step, `kubectl ${line}`, exitCode, printed);
    if (problem === undefined || signal.aborted || clock.now() >= untilMs) {
      say(printed === '' || printed.endsWith('\n') ? printed : `${printed}\n`);
      return problem;
    }
    await sleep(clock, Math.min(againMs, untilMs - clock.now()), signal);
  }
}

/** Who writes the word kubectl all the same means it. Throws words for the user. */
function wordsOf(line: string): readonly string[] {
  const { words, output } = parseCommandLine(line);
  if (output !== undefined) throw new Error('> is a shell’s; `output`, `contains` and `matches` judge what is printed');
  return words[0] === 'kubectl' ? words.slice(1) : words;
}

async function run(argv: readonly string[], stdin: string, { io }: TestBench): Promise<{ exitCode: number; printed: string }> {
  let printed = '';
  const print = (text: string): void => { printed += text; };
  const exitCode = await runKubectl(argv, { ...io, stdin, stdout: print, stderr: print });
  return { exitCode, printed };
}

function judge({ exitCode: wanted = 0, output, contains, matches }: TestStep, command: string, exitCode: number, printed: string): StepProblem | undefined {
  if (exitCode !== wanted) return { message: `${command}: exit code ${exitCode} instead of ${wanted}${printed === '' ? '' : `\n${printed.trimEnd()}`}` };
  const said = printed.trimEnd();
  if (output !== undefined && said !== output.trimEnd()) return { message: `${command}: prints something else`, expected: output.trimEnd(), actual: said };
  if (contains !== undefined && !printed.includes(contains)) return { message: `${command}: ${JSON.stringify(contains)} is not in what it prints:\n${said}` };
  if (matches !== undefined && !new RegExp(matches, 'mu').test(printed)) return { message: `${command}: /${matches}/ does not match what it prints:\n${said}` };
  return undefined;
}
