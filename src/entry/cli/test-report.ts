// What `podlab test` prints: lines for people as each test ends, or one document for programs at the end.
import { formatGoDuration } from '../../api/meta/go-duration.ts';
import type { TestResult } from '../../client/port/test-protocol.ts';

export const testFormats = ['text', 'json', 'junit'] as const;
export type TestFormat = (typeof testFormats)[number];

/** The tests of one file; `problem` when they could not be run. */
export interface FileReport {
  readonly file: string;
  readonly results: readonly TestResult[];
  readonly problem?: string;
}

export function resultText(file: string, { name, failure, tookMs, transcript }: TestResult): string {
  const took = ` (${durationText(tookMs)})`;
  if (failure === undefined) return `  ✔ ${name}${took}\n`;
  const { message, line, expected, actual } = failure;
  const seen = expected === undefined ? [] : ['expected:', indented(expected), 'actual:', indented(actual ?? '')];
  return `  ✖ ${name}${took}\n${indented([`${file}:${line}: ${message}`, ...seen, 'what was done:', indented(transcript.trimEnd())].join('\n'), 4)}\n`;
}

export function summaryText(reports: readonly FileReport[]): string {
  const { passed, failed, broken } = count(reports);
  return `${passed} passed, ${failed} failed${broken === 0 ? '' : `, ${broken} ${broken === 1 ? 'file' : 'files'} not run`}\n`;
}

export function isAllPassed(reports: readonly FileReport[]): boolean {
  const { failed, broken } = count(reports);
  return failed + broken === 0;
}

export function jsonReport(reports: readonly FileReport[]): string {
  return `${JSON.stringify(reports.map(({ file, results, problem }) => ({ file, ...(problem !== undefined && { problem }), tests: results.map(({ name, failure, tookMs, transcript }) => ({ name, passed: failure === undefined, tookMs, ...(failure && { ...failure, transcript }) })) })), undefined, 1)}\n`;
}

/** JUnit's XML, as CI systems read it. Times are the cluster's seconds. */
export function junitReport(reports: readonly FileReport[]): string {
  const suites = reports.map(({ file, results, problem }) => {
    const cases = results.map(({ name, failure, tookMs, transcript }) => {
      const head = `    <testcase classname="${xml(file)}" name="${xml(name)}" file="${xml(file)}" time="${(tookMs / 1000).toFixed(3)}"`;
      return failure === undefined ? `${head}/>\n` : `${head} line="${failure.line}">\n      <failure message="${xml(failure.message)}">${xmlText(transcript)}</failure>\n    </testcase>\n`;
    });
    if (problem !== undefined) cases.push(`    <testcase classname="${xml(file)}" name="${xml(file)}"><error message="${xml(problem)}"/></testcase>\n`);
    const failures = results.filter(({ failure }) => failure !== undefined).length;
    return `  <testsuite name="${xml(file)}" tests="${cases.length}" failures="${failures}" errors="${problem === undefined ? 0 : 1}">\n${cases.join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('')}</testsuites>\n`;
}

function count(reports: readonly FileReport[]): { passed: number; failed: number; broken: number } {
  const results = reports.flatMap((report) => report.results);
  const failed = results.filter(({ failure }) => failure !== undefined).length;
  return { passed: results.length - failed, failed, broken: reports.filter(({ problem }) => problem !== undefined).length };
}

/** To a tenth of a second. */
function durationText(ms: number): string {
  return formatGoDuration(Math.round(ms / 100) * 100);
}

function indented(text: string, spaces = 2): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));
}

const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Control characters have no place in XML, not even as references. */
function xmlText(text: string): string {
  return [...text].filter((char) => char >= ' ' || char === '\n' || char === '\t').map((char) => named[char] ?? char).join('');
}

/** Of an attribute, where a line break would be read as a space. */
function xml(text: string): string {
  return xmlText(text).replaceAll('\n', '&#10;');
}
