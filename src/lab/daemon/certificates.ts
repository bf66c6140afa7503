import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivateFile } from '../json-file.ts'

export interface ServerCertificate {
  /** PEM of the authority, which clients trust. */
  readonly authority: string
  readonly key: string
  readonly certificate: string
}

const YEAR_MS = 365 * 24 * 3600_000

/** The lab's own certificate authority and one certificate for all its addresses; made once, kept in `folder`. */
export async function serverCertificate(
  folder: string,
  hosts: readonly string[],
): Promise<ServerCertificate> {
  const files = { authority: 'ca.pem', key: 'server-key.pem', certificate: 'server.pem' }
  if (Object.values(files).every((file) => existsSync(join(folder, file)))) {
    const read = (file: string) => readFileSync(join(folder, file), 'utf8')
    return { authority: read(files.authority), key: read(files.key), certificate: read(files.certificate) }
  }
  const made = await makeCertificates(hosts)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writePrivateFile(join(folder, files.authority), made.authority)
  writePrivateFile(join(folder, files.key), made.key)
  writePrivateFile(join(folder, files.certificate), made.certificate)
  return made
}

async function makeCertificates(hosts: readonly string[]): Promise<ServerCertificate> {
  // Decorators inside @peculiar/x509 need it to be there first.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  x509.cryptoProvider.set(crypto)
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const pair = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const [authorityKeys, serverKeys] = await Promise.all([pair(), pair()])
  const validity = { notBefore: new Date(Date.now() - 3600_000), notAfter: new Date(Date.now() + YEAR_MS) }

  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=mcloud lab',
    ...validity,
    keys: authorityKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  })
  const server = await x509.X509CertificateGenerator.create({
    serialNumber: '02',
    subject: 'CN=mcloud lab endpoint',
    issuer: authority.subject,
    ...validity,
    publicKey: serverKeys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        ...['127.0.0.1', ...hosts].map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  })
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', serverKeys.privateKey)).toString('base64')
  return {
    authority: `${authority.toString('pem')}\n`,
    certificate: `${server.toString('pem')}\n`,
    key: `-----BEGIN PRIVATE KEY-----\n${key.replace(/.{64}(?=.)/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
  }
}
