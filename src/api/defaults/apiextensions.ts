// Defaults of apiextensions.k8s.io/v1: apiextensions-apiserver's SetDefaults functions.
import type { CustomResourceDefinitionSpec, ServiceReference } from '../generated/apiextensions-v1.ts';
import { defaulter } from './register.ts';

export const apiextensionsDefaults = [
  defaulter<CustomResourceDefinitionSpec>('apiextensions/v1.CustomResourceDefinitionSpec', (spec) => {
    const { names } = spec;
    if (!names.singular) names.singular = names.kind.toLowerCase();
    if (!names.listKind && names.kind !== '') names.listKind = `${names.kind}List`;
    spec.conversion ??= { strategy: 'None' };
  }),
  defaulter<ServiceReference>('apiextensions/v1.ServiceReference', (service) => {
    service.port ??= 443;
  }),
];
