import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runMeasured } from './support/measured-run.mjs'
import { withScratch } from './support/scratch.mjs'

export const name = 'cost'

const ROWS = 1_000_000
const RESOURCES = 500

/** C1: a plan of 500 resources priced; C3: a bill of a million rows grouped. Whole processes, their memory too. */
export async function run({ root, note }) {
  return withScratch(async (folder) => {
    const plan = join(folder, 'plan.json')
    await writeFile(plan, JSON.stringify(planOf(RESOURCES)))
    const bill = join(folder, 'bill.csv')
    note(`writes a bill of ${ROWS} rows`)
    const units = await writeBill(bill, ROWS)
    note('prices the plan, adds the bill up')
    const estimate = await runMeasured(root, ['cost', 'estimate', plan, '--json'], folder)
    if (JSON.parse(estimate.stdout).data.estimate.counts.priced !== RESOURCES)
      throw new Error('not all were priced')
    const report = await runMeasured(
      root,
      ['cost', 'report', '--focus', bill, '--by', 'cloud,service,environment', '--json'],
      folder,
    )
    const [total] = JSON.parse(report.stdout).data.totals
    if (total.amount !== decimalOf(units))
      throw new Error(`the sum is ${total.amount}, not ${decimalOf(units)}`)
    return [
      { figure: `C1 ${RESOURCES} resources priced`, value: estimate.seconds, unit: 's', target: 1 },
      { figure: 'C1 peak memory', value: estimate.megabytes, unit: 'MB', target: 200 },
      { figure: `C3 bill of ${ROWS} rows`, value: report.seconds, unit: 's', target: 10 },
      { figure: 'C3 peak memory', value: report.megabytes, unit: 'MB', target: 300 },
    ]
  })
}

function planOf(count) {
  const kinds = [
    ['aws_instance', { instance_type: 'm5.large', root_block_device: [{ volume_size: 20 }] }],
    ['aws_db_instance', { instance_class: 'db.r6g.large', engine: 'postgres', allocated_storage: 100 }],
    ['google_compute_instance', { machine_type: 'n2-standard-4' }],
    ['google_sql_database_instance', { settings: [{ tier: 'db-custom-4-15360', disk_size: 100 }] }],
    ['azurerm_linux_virtual_machine', { size: 'Standard_D4s_v5', os_disk: [{ disk_size_gb: 64 }] }],
  ]
  return {
    format_version: '1.2',
    resource_changes: Array.from({ length: count }, (_, index) => {
      const [type, after] = kinds[index % kinds.length]
      const address = `module.m${index % 20}.${type}.r${index}`
      return {
        address,
        mode: 'managed',
        type,
        change: { actions: ['create'], before: null, after, after_unknown: {} },
      }
    }),
  }
}

/** Writes a FOCUS 1.2 file with amounts of 13 places, and gives back their sum in units of 10^-13. */
async function writeBill(path, rows) {
  const columns =
    'AvailabilityZone,BilledCost,BillingAccountId,BillingAccountName,BillingAccountType,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,ChargeCategory,ChargeClass,ChargeDescription,ChargeFrequency,ChargePeriodEnd,ChargePeriodStart,ContractedCost,EffectiveCost,InvoiceIssuerName,ListCost,PricingCategory,PricingQuantity,PricingUnit,ProviderName,PublisherName,RegionId,ResourceId,ResourceName,ResourceType,ServiceCategory,ServiceName,SkuId,SubAccountId,Tags'
  const services = [
    ['Compute', 'Amazon EC2'],
    ['Storage', 'Amazon S3'],
    ['Databases', 'Amazon RDS'],
    ['Networking', 'AWS Data Transfer'],
  ]
  const out = createWriteStream(path)
  out.write(`${columns}\n`)
  let sum = 0n
  for (let row = 0; row < rows; row++) {
    const [category, service] = services[row % services.length]
    const units = BigInt((row * 7919) % 99_991) * 10_000_019n
    sum += units
    const cost = decimalOf(units)
    const day = String(1 + (row % 30)).padStart(2, '0')
    const environment = row % 3 === 0 ? 'staging' : 'production'
    const line = `us-east-1a,${cost},000000000000,shop,,USD,2026-11-01T00:00:00Z,2026-10-01T00:00:00Z,Usage,,"${service}, ""standard"" usage",Usage-Based,2026-10-${day}T01:00:00Z,2026-10-${day}T00:00:00Z,${cost},${cost},Amazon Web Services,${cost},Standard,${row % 50},Hours,AWS,Amazon Web Services,us-east-1,arn:aws:ec2:us-east-1:000000000000:instance/i-${row % 5000},web-${row % 5000},Instance,${category},${service},SKU${row % 100},000000000000,"{""environment"": ""${environment}""}"\n`
    if (!out.write(line)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  return sum
}

function decimalOf(units) {
  const digits = units.toString().padStart(14, '0')
  return `${digits.slice(0, -13)}.${digits.slice(-13)}`.replace(/\.?0+$/, '')
}
