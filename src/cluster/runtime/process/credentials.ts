// Who a process is.

export interface Credentials {
  uid: number;
  gid: number;
  groups: readonly number[];
  /** What its root may not do of what a container's root usually may, as a set of capabilities. */
  lacks?: bigint;
}
