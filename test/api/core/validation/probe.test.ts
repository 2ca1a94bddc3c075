import { expect, test } from 'vitest';
import { containerFindings } from './findings.ts';

test.each<[string, object, readonly string[]]>([
  ['a handler is needed', { livenessProbe: {} }, ['livenessProbe: Required value: must specify a handler type']],
  ['one handler', { livenessProbe: { exec: { command: ['true'] }, httpGet: { port: 80 } } }, ['livenessProbe.httpGet: Forbidden: may not specify more than 1 handler type']],
  ['a command', { livenessProbe: { exec: {} } }, ['livenessProbe.exec.command: Required value']],
  ['a port by number or name', { readinessProbe: { httpGet: { port: 'Web_' } } }, ['readinessProbe.httpGet.port: Invalid value: "Web_": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']],
  ['no port is 0', { readinessProbe: { tcpSocket: { port: 0 } } }, ['readinessProbe.tcpSocket.port: Invalid value: 0: must be between 1 and 65535, inclusive']],
  ['schemes and headers', { readinessProbe: { httpGet: { port: 80, scheme: 'ftp', httpHeaders: [{ name: 'a b', value: '' }] } } }, [
    'readinessProbe.httpGet.scheme: Unsupported value: "ftp": supported values: "HTTP", "HTTPS"',
    'readinessProbe.httpGet.httpHeaders: Invalid value: "a b": a valid HTTP header must consist of alphanumeric characters or \'-\' (e.g. \'X-Header-Name\', regex used for validation is \'[-A-Za-z0-9]+\')',
  ]],
  ['one success is enough', { startupProbe: { grpc: { port: 1 }, successThreshold: 2 } }, ['startupProbe.successThreshold: Invalid value: 2: must be 1']],
  ['no negative times', { readinessProbe: { grpc: { port: 1 }, periodSeconds: -1 } }, ['readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0']],
  ['readiness kills nobody', { readinessProbe: { grpc: { port: 1 }, terminationGracePeriodSeconds: 1 } }, ['readinessProbe.terminationGracePeriodSeconds: Invalid value: 1: must not be set for readinessProbes']],
  ['a hook sleeps no longer than the Pod takes to end', { lifecycle: { preStop: { sleep: { seconds: 31 } } } }, ['lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)']],
])('%s', (_, container, expected) => {
  expect(containerFindings(container)).toEqual(expected);
});
