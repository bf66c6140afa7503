import type { LabDnsAnswer, LabDnsQuestion, LabDnsRecord } from '../cloud.ts'

/** One zone as its name servers have it, with routing policies, aliases and health behind `lookup`. */
export interface DnsZoneView {
  /** Lower case, without the final dot. */
  readonly apex: string
  /** Every name that owns records, lower case, without the final dot; wildcards as `*.name`. */
  readonly names: ReadonlySet<string>
  /** The records that this client gets; empty where there are none of the type. */
  lookup(name: string, type: string, client: string): readonly DnsData[]
}

export interface DnsData {
  readonly ttl: number
  readonly data: unknown
  /** Where the answer is of another type than the question (an alias that ends in a CNAME). */
  readonly type?: string
  /** Where the answer is owned by another name (the rest of a chain). */
  readonly name?: string
}

const longestChain = 16

/** Answers as an authoritative server does: CNAME chains within its own zones, wildcards, NODATA, NXDOMAIN. */
export function answerFromZones(zones: readonly DnsZoneView[], question: LabDnsQuestion): LabDnsAnswer {
  const answers: LabDnsRecord[] = []
  let name = question.name
  for (let hops = 0; hops < longestChain; hops++) {
    const zone = zoneOf(zones, name)
    if (zone === undefined) {
      return hops === 0
        ? { code: 'REFUSED', authoritative: false, answers: [], authorities: [] }
        : { code: 'NOERROR', authoritative: true, answers, authorities: [] }
    }
    const owner = ownerOf(zone, name)
    if (owner === undefined) {
      return { code: 'NXDOMAIN', authoritative: true, answers, authorities: authority(zone, question) }
    }
    const direct = zone.lookup(owner, question.type, question.client)
    const found = direct.length > 0 ? direct : zone.lookup(owner, 'CNAME', question.client)
    for (const record of found) {
      const type = record.type ?? (direct.length > 0 ? question.type : 'CNAME')
      answers.push({ name: record.name ?? name, type, ttl: record.ttl, data: record.data })
    }
    const last = answers.at(-1)
    if (found.length === 0 || last === undefined) {
      return { code: 'NOERROR', authoritative: true, answers, authorities: authority(zone, question) }
    }
    if (last.type !== 'CNAME' || question.type === 'CNAME') {
      return { code: 'NOERROR', authoritative: true, answers, authorities: [] }
    }
    name = String(last.data).toLowerCase().replace(/\.$/, '')
  }
  return { code: 'SERVFAIL', authoritative: true, answers: [], authorities: [] }
}

function zoneOf(zones: readonly DnsZoneView[], name: string): DnsZoneView | undefined {
  return zones
    .filter((zone) => name === zone.apex || name.endsWith(`.${zone.apex}`))
    .reduce<DnsZoneView | undefined>(
      (best, zone) => (best !== undefined && best.apex.length >= zone.apex.length ? best : zone),
      undefined,
    )
}

/** The name whose records answer: itself, an empty non-terminal, or the wildcard of the closest encloser. */
function ownerOf(zone: DnsZoneView, name: string): string | undefined {
  if (exists(zone, name)) return name
  let encloser = name
  while (encloser !== zone.apex && !exists(zone, encloser))
    encloser = encloser.slice(encloser.indexOf('.') + 1)
  const wildcard = `*.${encloser}`
  return zone.names.has(wildcard) ? wildcard : undefined
}

function exists(zone: DnsZoneView, name: string): boolean {
  if (name === zone.apex || zone.names.has(name)) return true
  for (const owner of zone.names) if (owner.endsWith(`.${name}`)) return true
  return false
}

function authority(zone: DnsZoneView, question: LabDnsQuestion): LabDnsRecord[] {
  return zone
    .lookup(zone.apex, 'SOA', question.client)
    .map(({ ttl, data }) => ({ name: zone.apex, type: 'SOA', ttl, data }))
}

/** An SOA in zone-file notation as the fields of the wire; serial and times in seconds. */
function soaData(text: string): unknown {
  const [mname = '', rname = '', ...numbers] = text.trim().split(/\s+/)
  const [serial = 1, refresh = 7200, retry = 900, expire = 1209600, minimum = 300] = numbers.map(Number)
  return { mname: bare(mname), rname: bare(rname), serial, refresh, retry, expire, minimum }
}

/** The character strings of a TXT record in zone-file notation. */
function txtData(text: string): string[] {
  const strings = text.match(/"(?:[^"\\]|\\.)*"/g)
  return strings === null ? [text] : strings.map((quoted) => quoted.slice(1, -1).replace(/\\(.)/g, '$1'))
}

/** One record of zone-file notation as the data of the wire. */
export function recordData(type: string, text: string): unknown {
  if (type === 'SOA') return soaData(text)
  if (type === 'TXT' || type === 'SPF') return txtData(text)
  if (type === 'CNAME' || type === 'NS' || type === 'PTR') return bare(text)
  if (type === 'MX') {
    const [preference = '0', exchange = ''] = text.split(/\s+/)
    return { preference: Number(preference), exchange: bare(exchange) }
  }
  if (type === 'SRV') {
    const [priority = '0', weight = '0', port = '0', target = ''] = text.split(/\s+/)
    return { priority: Number(priority), weight: Number(weight), port: Number(port), target: bare(target) }
  }
  return text
}

/** A DNS name as this code compares names: lower case, without the final dot. */
export function bare(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}
