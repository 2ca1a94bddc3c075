// The per-install certificate authority and the endpoint's serving certificate. Kubernetes clients send tokens only over TLS, so loopback HTTP would mean no authentication.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import path from 'node:path';
import { readPrivate, writePrivate } from './private-files.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const yearMs = 365 * 24 * 3600 * 1000;
/** Old enough to be replaced at the next start. */
const renewBeforeMs = 30 * 24 * 3600 * 1000;

export interface ServingCertificate {
  /** PEM; goes into the kubeconfig. Its key is thrown away after signing, so nothing else can be signed by it. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Reads the certificate kept in `dir` (0700), or makes a new CA and one when there is none or it ends soon. */
export async function servingCertificate(dir: string, nowMs: number): Promise<ServingCertificate> {
  const files = { ca: path.join(dir, 'ca.crt'), cert: path.join(dir, 'server.crt'), key: path.join(dir, 'server.key') };
  const [ca, cert, key] = [readPrivate(files.ca), readPrivate(files.cert), readPrivate(files.key)];
  if (ca !== undefined && cert !== undefined && key !== undefined && isFresh(cert, nowMs)) return { ca, cert, key };
  const made = await makeCertificate(nowMs);
  writePrivate(files.ca, made.ca);
  writePrivate(files.cert, made.cert);
  writePrivate(files.key, made.key);
  return made;
}

function isFresh(cert: string, nowMs: number): boolean {
  try {
    return new x509.X509Certificate(cert).notAfter.getTime() - nowMs > renewBeforeMs;
  } catch {
    return false;
  }
}

/** A CA and a certificate for 127.0.0.1, ::1 and localhost, valid for a year. */
export async function makeCertificate(nowMs: number): Promise<ServingCertificate> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const validity = { notBefore: new Date(nowMs - 3600_000), notAfter: new Date(nowMs + yearMs) };
  const caKeys = await webcrypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    serialNumber: serial(),
    name: 'CN=podlab-ca',
    keys: caKeys as CryptoKeyPair,
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true), new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true), await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey as CryptoKey)],
  });
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const cert = await x509.X509CertificateGenerator.create({
    ...validity,
    serialNumber: serial(),
    subject: 'CN=podlab-apiserver',
    issuer: ca.subject,
    publicKey: keys.publicKey as CryptoKey,
    signingKey: caKeys.privateKey as CryptoKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
        { type: 'dns', value: 'localhost' },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(ca),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { ca: ca.toString('pem'), cert: cert.toString('pem'), key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY') };
}

function serial(): string {
  return Buffer.from(webcrypto.getRandomValues(new Uint8Array(16))).toString('hex').replace(/^[89a-f]/, '1');
}
