// The parser of Go's text/template, as far as templates over API objects use it.
import { KubectlError } from '../errors.ts';
import { hasFunction } from './go-template-functions.ts';

export type Operand =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'dot'; readonly path: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: 'group'; readonly pipeline: Pipeline; readonly path: readonly string[] }
  | { readonly kind: 'function'; readonly name: string };

export interface Pipeline {
  /** Variables that it declares or sets. */
  readonly declares: readonly string[];
  readonly commands: readonly (readonly Operand[])[];
}

interface Branch {
  readonly pipeline: Pipeline;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipeline: Pipeline }
  | ({ readonly kind: 'if' | 'with' } & Branch)
  | ({ readonly kind: 'range' } & Branch);

interface Piece {
  readonly text: string;
  readonly isAction: boolean;
}

function fail(message: string): never {
  throw new KubectlError(`template: output:1: ${message}`);
}

export function parseTemplate(text: string): TemplateNode[] {
  const pieces = split(text);
  const state = { at: 0 };
  const nodes = parseList(pieces, state);
  const rest = pieces[state.at];
  if (rest) fail(`unexpected {{${rest.text.trim()}}}`);
  return nodes;
}

/** Text and actions, with white space trimmed at `{{-` and `-}}`. */
function split(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let trimsNext = false;
  while (at < text.length) {
    const open = text.indexOf('{{', at);
    let plain = text.slice(at, open < 0 ? undefined : open);
    if (trimsNext) plain = plain.trimStart();
    if (open < 0) {
      pieces.push({ text: plain, isAction: false });
      break;
    }
    const trimsBefore = /^-\s/.test(text.slice(open + 2, open + 4));
    if (trimsBefore) plain = plain.trimEnd();
    if (plain !== '') pieces.push({ text: plain, isAction: false });
    const close = actionEnd(text, open + 2);
    let action = text.slice(open + 2 + (trimsBefore ? 1 : 0), close);
    trimsNext = /\s-$/.test(action);
    if (trimsNext) action = action.slice(0, -1);
    if (!/^\s*\/\*/.test(action)) pieces.push({ text: action.trim(), isAction: true });
    at = close + 2;
  }
  return pieces;
}

function actionEnd(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const c = text.charAt(at);
    if (quote !== '') {
      if (c === '\\' && quote === '"') at++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === '`') {
      quote = c;
    } else if (text.startsWith('}}', at)) {
      return at;
    }
  }
  return fail(quote === '' ? 'unclosed action' : 'unterminated quoted string');
}

function parseList(pieces: readonly Piece[], state: { at: number }): TemplateNode[] {
  const nodes: TemplateNode[] = [];
  for (;;) {
    const piece = pieces[state.at];
    if (!piece || (piece.isAction && /^(end|else)\b/.test(piece.text))) return nodes;
    state.at++;
    if (!piece.isAction) {
      nodes.push({ kind: 'text', text: piece.text });
      continue;
    }
    const control = /^(if|with|range)\b\s*(.*)$/s.exec(piece.text);
    nodes.push(control ? parseBranch(control[1] as 'if', control[2] ?? '', pieces, state) : { kind: 'action', pipeline: parsePipeline(piece.text) });
  }
}

function parseBranch(kind: 'if' | 'with' | 'range', condition: string, pieces: readonly Piece[], state: { at: number }): TemplateNode {
  const branch = parseBranchParts(condition, pieces, state);
  return kind === 'range' ? { kind, ...branch } : { kind, ...branch };
}

function parseBranchParts(condition: string, pieces: readonly Piece[], state: { at: number }): Branch {
  const pipeline = parsePipeline(condition);
  const body = parseList(pieces, state);
  const next = pieces[state.at++];
  if (!next) return fail('unexpected EOF');
  if (next.text === 'end') return { pipeline, body, otherwise: [] };
  const chained = /^else\s+(if|with)\b\s*(.*)$/s.exec(next.text);
  if (chained) return { pipeline, body, otherwise: [parseBranch(chained[1] as 'if', chained[2] ?? '', pieces, state)] };
  const otherwise = parseList(pieces, state);
  if (pieces[state.at++]?.text !== 'end') fail('unexpected EOF');
  return { pipeline, body, otherwise };
}

const tokenPattern = /\s*(?:("(?:[^"\\]|\\.)*")|(`[^`]*`)|('(?:[^'\\]|\\.)')|(:=|=|\||\(|\)|,)|(-?\d+(?:\.\d+)?)|(\$[\p{L}\p{N}_]*)|((?:\.[\p{L}_][\p{L}\p{N}_]*)+)|(\.)|([\p{L}_][\p{L}\p{N}_]*)|(\S))/uy;

type Token = readonly [kind: 'string' | 'raw' | 'char' | 'mark' | 'number' | 'variable' | 'field' | 'dot' | 'word', text: string];
const kinds = ['string', 'raw', 'char', 'mark', 'number', 'variable', 'field', 'dot', 'word'] as const;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  while (text.slice(tokenPattern.lastIndex).trim() !== '') {
    const match = tokenPattern.exec(text);
    if (!match) break;
    const at = match.slice(1, 10).findIndex((part) => part !== undefined);
    const kind = kinds[at];
    if (kind === undefined) fail(`unexpected ${JSON.stringify(match[10] ?? '')} in operand`);
    else tokens.push([kind, match[at + 1] ?? '']);
  }
  return tokens;
}

function parsePipeline(text: string): Pipeline {
  const tokens = tokenize(text);
  const sets = tokens.findIndex(([kind, mark]) => kind === 'mark' && (mark === ':=' || mark === '='));
  const declares = sets < 0 ? [] : tokens.slice(0, sets).filter(([kind]) => kind === 'variable').map(([, name]) => name);
  const state = { at: sets + 1 };
  const pipeline = { declares, commands: parseCommands(tokens, state) };
  if (state.at < tokens.length) fail('unexpected right paren ")"');
  if (pipeline.commands.every((command) => command.length === 0)) fail('missing value for command');
  return pipeline;
}

function parseCommands(tokens: readonly Token[], state: { at: number }): Operand[][] {
  const commands: Operand[][] = [[]];
  for (; state.at < tokens.length; ) {
    const token = tokens[state.at];
    if (!token || token[1] === ')') break;
    state.at++;
    if (token[0] === 'mark' && token[1] === '|') commands.push([]);
    else if (token[0] === 'mark' && token[1] === '(') {
      const pipeline: Pipeline = { declares: [], commands: parseCommands(tokens, state) };
      if (tokens[state.at++]?.[1] !== ')') fail('unclosed left paren');
      commands.at(-1)?.push({ kind: 'group', pipeline, path: pathAfter(tokens, state) });
    } else {
      commands.at(-1)?.push(operandOf(token, tokens, state));
    }
  }
  return commands;
}

/** Fields that follow a variable or a parenthesis without a space; templates do not write them with one. */
function pathAfter(tokens: readonly Token[], state: { at: number }): string[] {
  const next = tokens[state.at];
  if (next?.[0] !== 'field') return [];
  state.at++;
  return next[1].slice(1).split('.');
}

function operandOf([kind, text]: Token, tokens: readonly Token[], state: { at: number }): Operand {
  switch (kind) {
    case 'string':
      return { kind: 'literal', value: JSON.parse(text.replace(/\\(?=[^"\\/bfnrtu])/g, '\\\\')) as string };
    case 'raw':
      return { kind: 'literal', value: text.slice(1, -1) };
    case 'char':
      return { kind: 'literal', value: text.codePointAt(1) ?? 0 };
    case 'number':
      return { kind: 'literal', value: Number(text) };
    case 'field':
      return { kind: 'dot', path: text.slice(1).split('.') };
    case 'dot':
      return { kind: 'dot', path: [] };
    case 'variable':
      return { kind: 'variable', name: text, path: pathAfter(tokens, state) };
    default:
      if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true' };
      if (text === 'nil') return { kind: 'literal', value: null };
      return hasFunction(text) ? { kind: 'function', name: text } : fail(`function "${text}" not defined`);
  }
}
