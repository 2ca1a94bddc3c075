// /proc: the processes of a PID namespace among facts of the machine.
import { type DirectoryInode, newLink } from '../fs/inode.ts';
import type { PidNamespace } from '../process/process.ts';
import { type ContextOf, inodeOf, kernelDirectory } from './kernel-tree.ts';
import { machineEntries } from './proc-machine.ts';
import { processDirectory } from './proc-process.ts';
import { sysctlsOf } from './proc-sys.ts';

/** The root of /proc; `contextOf` is asked only when somebody looks. */
export function procDirectory(namespace: PidNamespace, contextOf: ContextOf): DirectoryInode {
  return kernelDirectory(0, (reader) => {
    const facts = { ...machineEntries(() => namespace.processes, () => namespace.lastPid), sys: sysctlsOf(contextOf().machine.sysctls) };
    return {
      get: (name) => {
        if (/^\d+$/.test(name)) {
          const process = namespace.processes.get(Number(name));
          return process && processDirectory(process);
        }
        if (name === 'self' || name === 'thread-self') return newLink(name === 'self' ? String(reader.pid) : `${String(reader.pid)}/task/${String(reader.pid)}`, contextOf().clock.now());
        const entry = Object.hasOwn(facts, name) ? facts[name as keyof typeof facts] : undefined;
        return entry === undefined ? undefined : inodeOf(entry, contextOf);
      },
      keys: () => [...[...namespace.processes.keys()].map(String), ...Object.keys(facts), 'self', 'thread-self'],
    };
  });
}
