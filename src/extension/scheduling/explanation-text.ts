// An explanation in words: the title of the code lens, and the table of the explanation document.
import type { ExplainedDocument, NodeVerdict, SchedulingExplanation } from '../../client/scheduling-explanation.ts';
import { printableLine } from '../text/printable.ts';

const maxTitleLength = 160;

/** Undefined: there is nothing to say about the document as it stands. */
export function lensTitle({ kind, explanation, refusal }: ExplainedDocument): string | undefined {
  if (refusal !== undefined) return shortened('would be refused by the API server');
  if (explanation === undefined) return undefined;
  const current = explanation.currentNode;
  return shortened(current === undefined ? outcomeText(explanation, kind) : `is on ${current}; a new one ${outcomeText(explanation, kind)}`);
}

function outcomeText(explanation: SchedulingExplanation, kind: string): string {
  const { outcome, predictedNodes, nodes, message, preemption } = explanation;
  switch (outcome) {
    case 'bound':
      return `would go to ${predictedNodes.join()}, past the scheduler`;
    case 'foreign':
      return message;
    case 'gated':
      return `stays Pending: ${message}`;
    case 'fits':
      return `would land on ${alternatives(kind === 'DaemonSet' ? nodes.filter(({ fits }) => fits).map(({ nodeName }) => nodeName) : predictedNodes, kind === 'DaemonSet' ? 'and' : 'or')}`;
    case 'unschedulable':
      if (preemption !== undefined) return `would land on ${preemption.nodeName} after evicting ${alternatives(preemption.victims, 'and', 'Pods')}`;
      return `stays Pending: ${nearMissText(nodes[0]) ?? message}`;
  }
}

/** `worker-1 lacks 300m cpu`. */
function nearMissText(node: NodeVerdict | undefined): string | undefined {
  return node === undefined ? undefined : `${node.nodeName} ${lackText(node) ?? `rejects it: ${node.rejections[0]?.reasons.join(', ') ?? ''}`}`;
}

/** Undefined when resources are not all that is in the way. */
function lackText({ rejections, lacks }: NodeVerdict): string | undefined {
  if (rejections.length !== 1 || lacks.length === 0) return undefined;
  return lacks.map(({ resource, lacking }) => (resource === 'pods' ? 'holds all the Pods that it may' : `lacks ${lacking} ${resource}`)).join(', ');
}

function alternatives(names: readonly string[], word: 'and' | 'or', noun: 'nodes' | 'Pods' = 'nodes'): string {
  if (names.length > 3) return `${word === 'or' ? 'one of ' : ''}${names.length} ${noun}`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1) ?? ''}`;
}

function shortened(text: string): string {
  const line = printableLine(text);
  return line.length <= maxTitleLength ? line : `${line.slice(0, maxTitleLength - 1)}…`;
}

/** The whole explanation as text in the manner of kubectl describe: facts, then nodes × reasons, the nearest miss first, then scores. */
export function explanationDocument(explanation: SchedulingExplanation): string {
  const { pod, currentNode, message, preemption, nodes } = explanation;
  const facts: (readonly [string, string])[] = [
    ['Name', pod.name],
    ['Namespace', pod.namespace],
    ...(currentNode === undefined ? [] : [['Node', `${currentNode} (counted out below)`] as const]),
    ['Scheduling', outcomeText(explanation, 'Pod')],
    ...(preemption === undefined ? [] : [['Preemption', `evicts ${preemption.victims.join(', ')}`] as const]),
    ...(message === '' ? [] : [['Message', message] as const]),
  ];
  const lines = facts.map(([name, text]) => `${`${name}:`.padEnd(13)}${printableLine(text)}`);
  if (nodes.length > 0) lines.push('Nodes:', ...indented(table([['Node', 'Verdict', 'Reasons'], ['----', '-------', '-------'], ...nodes.map(verdictRow)])));
  const fitting = nodes.filter(({ scores }) => scores !== undefined);
  if (fitting.length > 0) lines.push('Scores:', ...indented(table(scoreRows(fitting))));
  return `${lines.join('\n')}\n`;
}

function verdictRow({ nodeName, fits, total, rejections, lacks }: NodeVerdict): string[] {
  const reasons = rejections.map(({ plugin, reasons: words }) => {
    const isAboutResources = plugin === 'NodeResourcesFit' && lacks.length > 0;
    const said = isAboutResources ? lacks.map(({ resource, lacking, wanted, free }) => `lacks ${lacking} ${resource} (wants ${wanted}, ${free} free)`) : words;
    return `${plugin === '' ? '' : `${plugin}: `}${said.join(', ')}`;
  });
  return [nodeName, fits ? `fits, ${total ?? 0}` : `rejected${rejections.length > 1 ? ` by ${rejections.length}` : ''}`, reasons.join('; ')].map(printableLine);
}

function scoreRows(nodes: readonly NodeVerdict[]): string[][] {
  const plugins = [...new Set(nodes.flatMap(({ scores = {} }) => Object.keys(scores)))];
  const header = ['Node', 'Total', ...plugins];
  return [header, header.map((name) => '-'.repeat(name.length)), ...nodes.map(({ nodeName, total, scores = {} }) => [printableLine(nodeName), String(total ?? 0), ...plugins.map((plugin) => String(scores[plugin] ?? 0))])];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => { widths[i] = Math.max(widths[i] ?? 0, cell.length); });
  return rows.map((row) => row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd((widths[i] ?? 0) + 2))).join('').trimEnd());
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
