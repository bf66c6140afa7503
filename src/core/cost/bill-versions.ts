import type { Problem } from '../../errors/mcloud-error.ts'

/** Something that lies in a bucket. */
export interface Placed {
  /** Below the bucket or container. */
  readonly path: string
  readonly modifiedMs: number
}

/** What says of which files one delivery of a report consists. */
export interface Manifest extends Placed {
  readonly json: unknown
}

export interface NewestBills<T extends Placed> {
  readonly counted: readonly T[]
  /** What was set aside, for people. */
  readonly warnings: readonly string[]
  readonly problems: readonly Problem[]
}

/**
 * Leaves of each report and billing period what its newest manifest lists: reports are delivered anew several times
 * a day, and what was delivered before may be kept beside them. Pure.
 * https://docs.aws.amazon.com/cur/latest/userguide/understanding-report-versions.html
 * https://docs.aws.amazon.com/cur/latest/userguide/dataexports-export-delivery.html
 */
export function newestBills<T extends Placed>(
  bills: readonly T[],
  manifests: readonly Manifest[],
): NewestBills<T> {
  const known = new Set(bills.map(({ path }) => path))
  const folders = new Set(bills.flatMap(({ path }) => periodFolder(path) ?? []))
  const deliveries = groupBy(
    manifests.flatMap((manifest) => deliveryOf(manifest, known, folders) ?? []),
    ({ report }) => report,
  )
  const aside = new Set<string>()
  const warnings: string[] = []
  const problems: Problem[] = []
  for (const [report, all] of deliveries) {
    const [newest, ...older] = all.toSorted(newestFirst)
    if (newest === undefined) continue
    const missing = newest.files.filter((file) => !known.has(file))
    if (missing.length > 0) {
      const message = `${missing.length} of the ${newest.files.length} files that it lists are not there, ${missing[0]} among them`
      problems.push({ at: newest.path, message, expected: 'a whole delivery: name the folder above it' })
    }
    const listed = new Set(newest.files)
    const others = new Set([
      ...bills.filter(({ path }) => periodFolder(path) === report).map(({ path }) => path),
      ...older.flatMap(({ files }) => files.filter((file) => known.has(file))),
    ])
    const superseded = [...others].filter((path) => !listed.has(path))
    if (superseded.length === 0) continue
    for (const path of superseded) aside.add(path)
    warnings.push(
      `${superseded.length} files of other versions of ${report} are not counted: ${newest.path} lists the ${newest.files.length} of the newest`,
    )
  }
  for (const [folder, below] of groupBy(bills, ({ path }) => periodFolder(path))) {
    if (folder === undefined || deliveries.has(folder)) continue
    const versions = new Set(below.map(({ path }) => path.slice(folder.length).replace(/[^/]*$/, '')))
    if (versions.size < 2) continue
    problems.push({
      at: folder,
      message: `holds ${versions.size} versions of one period, and no manifest tells the newest`,
      expected: 'the folder of one version, or the folder above that holds the manifests too',
    })
  }
  return { counted: bills.filter(({ path }) => !aside.has(path)), warnings, problems }
}

interface Delivery {
  readonly path: string
  /** The folder of the billing period, or what the manifest calls its report and period. */
  readonly report: string
  readonly files: readonly string[]
  readonly atMs: number
}

/** The folder of a billing period: `20261001-20261101` (Cost and Usage Report, Azure) or `BILLING_PERIOD=2026-10`. */
function periodFolder(path: string): string | undefined {
  return /^(?:.*\/)?(?:\d{8}-\d{8}|billing_period=\d{4}-\d\d)\//i.exec(path)?.[0]
}

function deliveryOf(
  { path, modifiedMs, json }: Manifest,
  known: ReadonlySet<string>,
  folders: ReadonlySet<string>,
): Delivery | undefined {
  // `reportKeys` of the Cost and Usage Report, `dataFiles` of Data Exports, `blobs` of Azure.
  const { reportKeys, dataFiles, blobs, reportName, exportConfig, runInfo } = (json ?? {}) as {
    reportKeys?: readonly unknown[]
    dataFiles?: readonly unknown[]
    blobs?: readonly { readonly blobName?: unknown }[]
    reportName?: string
    exportConfig?: { readonly exportName?: string; readonly resourceId?: string }
    runInfo?: { readonly startDate?: string; readonly submittedTime?: string }
  }
  const named = [
    ...(reportKeys ?? []),
    ...(dataFiles ?? []),
    ...(blobs ?? []).map(({ blobName }) => blobName),
  ]
  const files = named.flatMap((name) => {
    if (typeof name !== 'string') return []
    const whole = name.replace(/^\w+:\/\/[^/]+\//, '').replace(/^\//, '')
    // Some tell the container too.
    const below = whole.slice(whole.indexOf('/') + 1)
    const folder = periodFolder(below)
    return [
      !known.has(whole) && (known.has(below) || (folder !== undefined && folders.has(folder)))
        ? below
        : whole,
    ]
  })
  const [first] = files
  if (first === undefined) return undefined
  const words = [exportConfig?.resourceId, exportConfig?.exportName ?? reportName, runInfo?.startDate]
  return {
    path,
    report: periodFolder(first) ?? (words.filter((word) => word !== undefined).join(' ') || path),
    files,
    atMs: Date.parse(runInfo?.submittedTime ?? '') || modifiedMs,
  }
}

/** What lies above all versions tells of the newest of them, whenever it was written. */
function newestFirst(one: Delivery, other: Delivery): number {
  return depth(one.path) - depth(other.path) || other.atMs - one.atMs
}

function depth(path: string): number {
  return path.split('/').length
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [item])
    else known.push(item)
  }
  return groups
}
