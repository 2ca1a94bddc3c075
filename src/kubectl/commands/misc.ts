// Commands that only inform: options, completion, kustomize, plugin, certificate, proxy, kuberc.
import { globalFlags, type Command } from '../command.ts';
import { KubectlError, usageError } from '../errors.ts';
import { flagUsage } from '../flags.ts';
import { completionScript } from './completion.ts';

export const options: Command = {
  name: 'options',
  use: 'options',
  short: 'Print the list of flags inherited by all commands',
  run: ({ session }) => {
    session.io.stdout(`The following options can be passed to any command:\n\n${globalFlags.filter(({ isHidden }) => !isHidden).map((flag) => `    ${flagUsage(flag)}\n`).join('')}`);
    return Promise.resolve(undefined);
  },
};

export const completion: Command = {
  name: 'completion',
  use: 'completion SHELL [options]',
  short: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  run: ({ session, args, path }) => {
    const [shell, ...others] = args;
    if (shell === undefined) throw usageError(path, 'Shell not specified.');
    if (others.length > 0) throw usageError(path, 'Too many arguments. Expected only the shell type.');
    if (!['bash', 'zsh', 'fish', 'powershell'].includes(shell)) throw usageError(path, `Unsupported shell type "${shell}".`);
    session.io.stdout(completionScript(shell));
    return Promise.resolve(undefined);
  },
};

/** Differs from Kubernetes: what this command needs is outside the cluster that Podlab simulates. */
function absent(name: string, use: string, short: string): Command {
  return { name, use, short, run: () => Promise.reject(new KubectlError(`kubectl ${name} is not part of this kubectl`)) };
}

export const kustomize = absent('kustomize', 'kustomize DIR [flags] [options]', 'Build a kustomization target from a directory or URL');
export const proxy = absent('proxy', 'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix] [options]', 'Run a proxy to the Kubernetes API server');
export const certificate = absent('certificate', 'certificate SUBCOMMAND [options]', 'Modify certificate resources');
export const plugin = absent('plugin', 'plugin [flags] [options]', 'Provides utilities for interacting with plugins');
export const kuberc = absent('kuberc', 'kuberc SUBCOMMAND [options]', 'Manage kuberc configuration files');
