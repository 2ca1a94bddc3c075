// What written values mean: hovers and inlay hints.
import { describe, expect, it } from 'vitest';
import { cronWords } from '../../src/language/cron-words.ts';
import { drain, open, uri } from './support/editor.ts';

const head = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: c\n    image: i:1\n';

function hover(annotated: string): string {
  const { service, position } = open(annotated);
  const contents = drain(service.hover(uri, position))?.contents;
  return typeof contents === 'object' && 'value' in contents ? contents.value : '';
}

describe('hover', () => {
  it('documents fields', () => {
    expect(hover(`${head}    imagePull<|>Policy: Always\n`)).toMatch(/^\*\*imagePullPolicy\*\* · enum\n\nImage pull policy\.[^]*One of: `Always`/);
    expect(hover(head.replace('spec:', 'sp<|>ec:'))).toContain('**spec** · PodSpec · required');
    expect(hover(`${head}  restartPol<|>icy: Never\n`)).toContain('Default: `Always`');
  });
  it('documents fields in broken documents', () => {
    expect(hover(`${head}    tt<|>y: [\n  x: }\n`)).toContain('**tty** · boolean');
  });
  it('says what values mean', () => {
    expect(hover(`${head}    resources: {limits: {memory: 128<|>Mi}}\n`)).toContain('= 128 MiB = 134.2 MB');
    expect(hover(`${head}    resources: {limits: {cpu: 250<|>m}}\n`)).toContain('= 25 % of a CPU core');
    expect(hover(`${head}    liveness<|>Probe: {tcpSocket: {port: 80}, periodSeconds: 5}\n`)).toContain('killed after about 15 s of failures');
    expect(hover('apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  a: aGVs<|>bG8=\n')).toContain('hello');
    expect(hover('apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: "*/5 <|>* * * *"\n')).toContain('every 5 minutes');
  });
  it('is silent elsewhere', () => {
    expect(hover('a: <|>b\n')).toBe('');
    expect(hover(`${head}# comm<|>ent\n`)).toBe('');
  });
});

describe('cron in words', () => {
  it.each([['0 3 * * 1-5', 'at 03:00, on Monday to Friday'], ['@daily', 'at 00:00'], ['15 * * * *', 'every hour, 15 minutes past'], ['0 0 1 1 *', 'at 00:00, on day 1 of the month, in January'], ['0 */2 * * SUN', 'every 2 hours, on the hour, on Sunday'], ['* * * * *', 'every minute']])('%s', (schedule, words) => {
    expect(cronWords(schedule)).toBe(words);
  });
  it('says nothing of what is no schedule', () => {
    expect(cronWords('often')).toBeUndefined();
    expect(cronWords('* * *')).toBeUndefined();
  });
});

describe('inlay hints', () => {
  const hints = (text: string): string[] => {
    const { service } = open(text);
    return drain(service.inlayHints(uri, { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } })).map(({ position, label }) => `${position.line}:${String(label)}`);
  };
  it('show the QoS class, pull policy and patience of probes', () => {
    expect(hints(`${head}    livenessProbe:\n      tcpSocket: {port: 80}\n`)).toEqual(['4:(QoS BestEffort)', '7:(IfNotPresent)', '8:(every 10 s; killed after about 30 s of failures)']);
    expect(hints(`${head}    resources: {limits: {cpu: 1, memory: 64Mi}}\n`)).toContain('4:(QoS Guaranteed)');
    expect(hints(`${head}    resources: {requests: {cpu: 1}}\n`)).toContain('4:(QoS Burstable)');
  });
  it('show what is requested in effect, and defaults that decide much', () => {
    const limits = (memory: string): string => `    resources:\n      requests: {cpu: 100m}\n      limits: {memory: ${memory}}\n`;
    expect(hints(`${head}${limits('64Mi')}  - name: d\n    image: i:1\n${limits('64Mi')}`)).toEqual(['4:(QoS Burstable)', '5:(request together cpu 20 % of a CPU core, memory 128 MiB = 134.2 MB)', '7:(IfNotPresent)', '8:(requests memory 64Mi)', '12:(IfNotPresent)', '13:(requests memory 64Mi)'].sort((a, b) => Number.parseInt(a) - Number.parseInt(b)));
    expect(hints('apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  ports:\n  - port: 80\n')).toEqual(['3:(ClusterIP)', '5:(targetPort 80)']);
    expect(hints('apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: s}\nspec:\n  selector: {}\n')).toEqual(['3:(1 replica)']);
  });
  it('show Secrets only when asked to', () => {
    const { service } = open('apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  a: aGVsbG8=\n  b: "d29ybGQKISEhISEhISEhISEhISEhISEhISEhISEhISEhISEhISEhISEh"\n  c: "%"\n');
    const all = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
    expect(drain(service.inlayHints(uri, all))).toEqual([]);
    service.configure({ inlayHints: { decodedSecrets: true } });
    expect(drain(service.inlayHints(uri, all)).map(({ label }) => label)).toEqual(['(hello)', `(world ${'!'.repeat(34)}…)`]);
  });
  it('are switched off one by one', () => {
    const { service } = open(head);
    service.configure({ inlayHints: { qosClass: false } });
    expect(drain(service.inlayHints(uri, { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } })).map((h) => h.label)).toEqual(['(IfNotPresent)']);
  });
});
