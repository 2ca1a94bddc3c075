// The names of Podlab's own files; apart from their rules so that the extension does not carry those.

export function isImageFile(name: string): boolean {
  return /\.podlab-image\.ya?ml$/.test(name);
}

/** What a cluster is made of. */
export function isConfigFile(name: string): boolean {
  return /(?:^|[\\/])podlab\.ya?ml$/.test(name);
}

/** Tests of manifests. */
export function isTestFile(name: string): boolean {
  return /\.podlab-test\.ya?ml$/.test(name);
}
