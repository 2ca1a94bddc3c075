// Reading YAML as an ability: the API server may not know a YAML library, so whoever starts it gives one (document/wire-yaml.ts).

export interface YamlCodec {
  /** Never throws; `error` is upstream's text without `yaml: `. */
  parse(text: string): { readonly value?: unknown; readonly error?: string; readonly duplicates: readonly string[] };
}
