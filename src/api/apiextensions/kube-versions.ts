// The order of API versions, preferred first: apimachinery's version.CompareKubeAwareVersionStrings.

const levels = ['', 'beta', 'alpha'];

/** `v2` before `v1` before `v1beta2` before `v1alpha1` before anything else, which is in the order of letters. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  if (left === undefined || right === undefined) return left !== undefined ? -1 : right !== undefined ? 1 : a < b ? -1 : a > b ? 1 : 0;
  for (const [i, part] of left.entries()) if (part !== right[i]) return part - (right[i] ?? 0);
  return 0;
}

/** Smaller is preferred. */
function partsOf(version: string): readonly number[] | undefined {
  const match = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(version);
  return match === null ? undefined : [levels.indexOf(match[2] ?? ''), -Number(match[1]), -Number(match[3] ?? 0)];
}
