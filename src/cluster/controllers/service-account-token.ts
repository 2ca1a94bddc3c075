// Fills Secrets that ask for a ServiceAccount's token, and deletes those of accounts that are gone: kube-controller-manager's serviceaccount-token-controller.
import type { Disposable } from '../../base/disposable.ts';
import { base64UrlEncode } from '../../base/base64-url.ts';
import type { Secret, ServiceAccount } from '../../api/generated/core-v1.ts';
import { isConflict, isNotFound } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

const tokenType = 'kubernetes.io/service-account-token';
const nameAnnotation = 'kubernetes.io/service-account.name';
const uidAnnotation = 'kubernetes.io/service-account.uid';
const claims = 'kubernetes.io/serviceaccount';

/** The account whose token the Secret asks for, as informers name it. */
function accountOf({ type, metadata: { namespace, annotations } }: Secret): string | undefined {
  return type === tokenType ? `${namespace}/${annotations?.[nameAnnotation]}` : undefined;
}

class ServiceAccountTokenController extends ControllerBase {
  readonly #secrets: Informer<Secret>;
  readonly #accounts: Informer<ServiceAccount>;

  constructor(context: ControllerContext) {
    super(context, 'kube-controller-manager', (key) => this.#reconcile(key));
    this.#secrets = this.informer<Secret>(resources.secrets);
    this.#accounts = this.informer<ServiceAccount>(resources.serviceAccounts);
    this.onChange(this.#secrets, (secret, _old, isGone) => { if (!isGone && secret.type === tokenType) this.queue.add(keyOf(secret)); });
    this.onChange(this.#accounts, (account, old, isGone) => {
      if (old !== undefined && !isGone) return;
      for (const secret of this.#secrets.index(accountOf).of(keyOf(account))) this.queue.add(keyOf(secret));
    });
  }

  async #reconcile(key: string): Promise<void> {
    const secret = this.#secrets.get(key);
    if (secret?.type !== tokenType || secret.metadata.deletionTimestamp !== undefined) return;
    const { name, namespace = '', uid, annotations } = secret.metadata;
    try {
      const account = await this.#account(namespace, annotations?.[nameAnnotation] ?? '');
      const isOwn = account !== undefined && (annotations?.[uidAnnotation] ?? account.metadata.uid) === account.metadata.uid;
      if (isOwn) await this.#fill(secret, account);
      else await this.client.delete(resources.secrets, name, namespace, { preconditions: { uid } });
    } catch (error) {
      if (isConflict(error)) this.queue.addAfter(key, 20);
      else if (!isNotFound(error)) throw error;
    }
  }

  /** The cache may be behind: whoever says that there is none must be the API. */
  async #account(namespace: string, name: string): Promise<ServiceAccount | undefined> {
    const cached = this.#accounts.get(`${namespace}/${name}`);
    if (cached !== undefined) return cached;
    try {
      return await this.client.get<ServiceAccount>(resources.serviceAccounts, name, namespace);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async #fill(secret: Secret, { metadata: { name, namespace = '', uid } }: ServiceAccount): Promise<void> {
    const { certificate } = this.context;
    const data = {
      ...secret.data,
      ...(certificate !== '' && { 'ca.crt': btoa(certificate) }),
      namespace: secret.data?.['namespace'] ?? btoa(namespace),
      token: secret.data?.['token'] ?? btoa(this.#newToken({ [`${claims}/namespace`]: namespace, [`${claims}/secret.name`]: secret.metadata.name, [`${claims}/service-account.name`]: name, [`${claims}/service-account.uid`]: uid, sub: `system:serviceaccount:${namespace}:${name}` })),
    };
    if (['ca.crt', 'namespace', 'token'].every((key) => data[key as 'token'] === secret.data?.[key])) return;
    await this.client.update<Secret>(resources.secrets, { ...secret, metadata: { ...secret.metadata, annotations: { ...secret.metadata.annotations, [nameAnnotation]: name, [uidAnnotation]: uid } }, data });
  }

  #newToken(own: Readonly<Record<string, string>>): string {
    const parts = [JSON.stringify({ alg: 'RS256', kid: 'podlab' }), JSON.stringify({ iss: 'kubernetes/serviceaccount', ...own }), this.context.newSecret()];
    return parts.map(base64UrlEncode).join('.');
  }
}

export const serviceAccountTokenController: Controller = { name: 'serviceaccount-token-controller', start: (context): Disposable => new ServiceAccountTokenController(context) };
