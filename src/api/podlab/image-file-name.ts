// The name of a file that describes an image; apart from its rules so that the extension does not carry them.

export function isImageFile(name: string): boolean {
  return /\.podlab-image\.ya?ml$/.test(name);
}
