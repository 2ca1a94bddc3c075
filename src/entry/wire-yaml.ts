// The API server's way to bodies in YAML: `document` is the only user of `yaml`, and `cluster` may not know it.
import type { YamlCodec } from '../cluster/apiserver/yaml-codec.ts';
import { parseWireYaml } from '../document/wire-yaml.ts';

export const wireYaml: YamlCodec = { parse: parseWireYaml };
