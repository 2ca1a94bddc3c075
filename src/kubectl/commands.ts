// kubectl's command tree, one row a command, in the order in which kubectl registers them.
import type { Command } from './command.ts';
import { apply } from './commands/apply.ts';
import { attach } from './commands/attach.ts';
import { auth } from './commands/auth.ts';
import { completeCommand } from './commands/completion.ts';
import { config } from './commands/config/config.ts';
import { cp } from './commands/cp.ts';
import { create } from './commands/create/create.ts';
import { debug } from './commands/debug.ts';
import { deleteCommand } from './commands/delete.ts';
import { describe } from './commands/describe.ts';
import { diff } from './commands/diff.ts';
import { drain } from './commands/drain.ts';
import { edit } from './commands/edit.ts';
import { events } from './commands/events.ts';
import { exec } from './commands/exec.ts';
import { explain } from './commands/explain.ts';
import { expose } from './commands/expose.ts';
import { get } from './commands/get.ts';
import { annotate, label } from './commands/label.ts';
import { logs } from './commands/logs.ts';
import { certificate, completion, kuberc, kustomize, options, plugin, proxy } from './commands/misc.ts';
import { cordon, uncordon } from './commands/nodes.ts';
import { patch } from './commands/patch.ts';
import { portForward } from './commands/port-forward.ts';
import { replace } from './commands/replace.ts';
import { rollout } from './commands/rollout/rollout.ts';
import { run } from './commands/run.ts';
import { autoscale, scale } from './commands/scale.ts';
import { apiResources, apiVersions, clusterInfo, version } from './commands/server-info.ts';
import { set } from './commands/set/set.ts';
import { taint } from './commands/taint.ts';
import { top } from './commands/top.ts';
import { wait } from './commands/wait.ts';

export const commands: readonly Command[] = [
  create, expose, run, set,
  explain, get, edit, deleteCommand,
  rollout, scale, autoscale,
  certificate, clusterInfo, top, cordon, uncordon, drain, taint,
  describe, logs, attach, exec, portForward, proxy, cp, auth, debug, events,
  diff, apply, patch, replace, wait, kustomize,
  label, annotate, completion,
  apiResources, apiVersions, config, kuberc, plugin, version, options,
  completeCommand(() => commands),
];
