// The setting podlab.cluster.persist, and under which name a cluster is kept.
import { workspace } from 'vscode';

/** Whether the cluster is to outlive its window. */
export function isKept(): boolean {
  return workspace.getConfiguration('podlab').get('cluster.persist') !== false;
}

/** The workspace, as a name for its cluster; windows without a folder share one. */
export function keptAs(): string {
  return (workspace.workspaceFile ?? workspace.workspaceFolders?.[0]?.uri)?.toString() ?? 'no folder';
}
