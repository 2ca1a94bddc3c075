// Which command does what: one table of programs by name, and how an executable file names one.
import type { Bytes } from '../bytes.ts';
import type { LoadedProgram } from '../process/process.ts';
import { imagePrograms } from '../programs/image-programs.ts';
import { shellProgram } from '../shell/shell-program.ts';
import { archiveCommands } from './archive.ts';
import { awkCommands } from './awk.ts';
import { type CommandTable, guarded } from './command.ts';
import { executableHeader } from './executable.ts';
import { fileCommands } from './files.ts';
import { findCommands } from './find.ts';
import { infoCommands } from './info.ts';
import { join } from './join.ts';
import { listCommands } from './list.ts';
import { miscCommands } from './misc.ts';
import { networkCommands } from './net.ts';
import { cpio } from './cpio.ts';
import { cronCommands } from './cron.ts';
import { daemonCommands } from './daemons.ts';
import { ed } from './ed.ts';
import { encodeCommands } from './encode.ts';
import { patch } from './patch.ts';
import { unzip } from './unzip.ts';
import { packageCommands } from './packages.ts';
import { processCommands } from './processes.ts';
import { sedCommands } from './sed.ts';
import { textCommands } from './text.ts';
import { textMoreCommands } from './text-more.ts';

const shells: CommandTable = {
  sh: (process) => shellProgram(process, false),
  ash: (process) => shellProgram(process, false),
  bash: (process) => shellProgram(process, true),
};

/** Commands of busybox; images of other systems link to the same. */
const busyboxCommands: CommandTable = {
  ...fileCommands, ...listCommands, ...findCommands, ...textCommands, ...textMoreCommands, ...sedCommands, ...awkCommands, ...processCommands, ...infoCommands, ...miscCommands, ...networkCommands, ...archiveCommands,
  ...cronCommands, ...daemonCommands, ...encodeCommands, cpio, ed, patch, unzip,
};

const everything: ReadonlyMap<string, CommandTable[string]> = new Map(Object.entries({ ...busyboxCommands, ...packageCommands, ...imagePrograms, ...shells, join }));

/** What an executable file does; undefined when it is none of ours. */
export function loadProgram(content: Bytes, argv: readonly string[]): LoadedProgram | undefined {
  if (!content.startsWith(executableHeader)) return undefined;
  let name = content.slice(executableHeader.length, content.indexOf('\n'));
  let args = argv;
  if (name === 'busybox') {
    const first = argv[0] ?? '';
    name = first.slice(first.lastIndexOf('/') + 1).replace(/^-/, '');
    if (name === 'busybox' && argv[1] === '--list') return { run: guarded(listApplets), argv };
    if (name === 'busybox' && argv[1] !== undefined) {
      args = argv.slice(1);
      name = argv[1];
    }
  }
  const program = everything.get(name);
  return { run: program ? guarded(program) : unknownApplet(name), argv: args };
}

const listApplets: CommandTable[string] = async (process) => {
  await process.write(1, [...Object.keys(busyboxCommands), 'ash', 'sh'].sort().map((name) => `${name}\n`).join(''));
  return 0;
};

function unknownApplet(name: string): CommandTable[string] {
  return async (process) => {
    if (name === 'busybox') await process.write(1, 'BusyBox v1.36.1 multi-call binary.\nUsage: busybox [function [arguments]...]\n');
    else await process.write(2, `${name}: applet not found\n`);
    return name === 'busybox' ? 0 : 127;
  };
}
