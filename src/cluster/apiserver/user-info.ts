// Who asks: k8s.io/apiserver's user.Info.

export interface UserInfo {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Members may do everything. */
export const mastersGroup = 'system:masters';

/** The user of Podlab's own tools: kubectl, tree, kubeconfig. */
export const adminUser: UserInfo = { name: 'admin', uid: '1', groups: [mastersGroup, 'system:authenticated'] };
