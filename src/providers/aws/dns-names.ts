import { withoutFinalDot } from '../../config/dns-value.ts'

/**
 * A name as Route 53 returns it, in the spelling of the platform file: no final dot, `\052` as `*`.
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
 */
export function canonicalName(name: string): string {
  const plain = name.replace(/\\(\d{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
  return withoutFinalDot(plain).toLowerCase()
}
