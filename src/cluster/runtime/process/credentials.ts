// Who a process is.

export interface Credentials {
  uid: number;
  gid: number;
  groups: readonly number[];
}
