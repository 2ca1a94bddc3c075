// kubectl against a cluster in virtual time.
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../src/base/clock.ts';
import { runKubectl, type KubectlIo } from '../../../src/kubectl/kubectl.ts';
import type { VirtualCluster } from './virtual-cluster.ts';

interface Said { readonly exit: number; readonly out: string; readonly err: string }

/** Runs a command while virtual time goes on. */
export function kubectlOf({ client, clock }: VirtualCluster, files: Readonly<Record<string, string>>, ownClock: Clock = clock): (line: string | readonly string[], stdin?: string) => Promise<Said> {
  return async (line: string | readonly string[], stdin = ''): Promise<Said> => {
    let [out, err] = ['', ''];
    const io: KubectlIo = {
      client, clock: ownClock, namespace: 'default', stdin, signal: new AbortController().signal,
      readFile: (path) => (files[path] === undefined ? Promise.reject(new Error(`the path "${path}" does not exist`)) : Promise.resolve([{ path, text: files[path] }])),
      stdout: (text) => { out += text; },
      stderr: (text) => { err += text; },
    };
    let exit: number | undefined;
    void runKubectl(typeof line === 'string' ? line.split(' ') : line, io).then((code) => { exit = code; });
    for (let i = 0; exit === undefined && i < 20_000; i++) {
      for (let j = 0; j < 5; j++) await setImmediate();
      if (exit === undefined) clock.step();
    }
    return { exit: exit ?? -1, out, err };
  };
}
