// The last part of a uri's path.

export function baseNameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}
