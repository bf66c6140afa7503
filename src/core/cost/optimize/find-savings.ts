import type { Estimate, EstimatedComponent, EstimatedResource } from '../estimate/estimate.ts'
import type { Attributes, PlanJson } from '../estimate/plan-json.ts'
import { withoutIndexes } from '../estimate/plan-json.ts'
import type { Decimal } from '../money.ts'
import { decimal, exact, rounded, sum, ZERO } from '../money.ts'
import type { PriceBook } from '../prices/price-book.ts'
import { COMMITMENTS, SPOT_SHARE } from './discounts.ts'
import type { CostOptimization, Saving } from './saving.ts'
import { PHASES } from './saving.ts'

export interface OptimizeInput {
  readonly plan: PlanJson
  readonly estimate: Estimate
  readonly prices: PriceBook
  /** Highest usual use of processors by resource address, in percent, over weeks. */
  readonly cpuPercent: Readonly<Record<string, number>>
  /** Tag that says the environment. */
  readonly environmentTag: string
}

/** A resource with its attributes and what is left of its cost after the savings found so far. */
interface Candidate {
  readonly resource: EstimatedResource
  readonly values: Attributes
  left: Decimal
}

type Rule = (candidate: Candidate, input: OptimizeInput, all: readonly Candidate[]) => Saving | undefined

/** Looks for savings in a plan, in phases; what one phase saves is not saved again by the next. Pure. */
export function findSavings(input: OptimizeInput): CostOptimization {
  const changes = new Map(
    (input.plan.resource_changes ?? []).map((change) => [change.address, change.change.after]),
  )
  const candidates = input.estimate.resources.map(
    (resource): Candidate => ({
      resource,
      values: changes.get(resource.address) ?? {},
      left: decimal(resource.monthlyUsd),
    }),
  )
  let left = sum(candidates.map((candidate) => candidate.left))
  const now = left
  const phases = ([1, 2, 3, 4] as const).map((phase) => {
    const savings = RULES[phase].flatMap((rule) =>
      candidates.flatMap((candidate) => {
        const saving = rule(candidate, input, candidates)
        if (saving === undefined || !decimal(saving.monthlyUsd).gt(0)) return []
        candidate.left = candidate.left.minus(saving.monthlyUsd)
        return [saving]
      }),
    )
    const saved = sum(savings.map(({ monthlyUsd }) => decimal(monthlyUsd)))
    left = left.minus(saved)
    const ordered = savings.toSorted((one, other) => decimal(other.monthlyUsd).cmp(one.monthlyUsd))
    return { phase, title: PHASES[phase], savedUsd: exact(saved), leftUsd: exact(left), savings: ordered }
  })
  const machines = candidates.filter(({ resource }) => computeOf(resource) !== undefined)
  const unseen = machines.filter(({ resource }) => input.cpuPercent[resource.address] === undefined).length
  const strangers = Object.keys(input.cpuPercent).filter((address) => !changes.has(address))
  return {
    nowUsd: exact(now),
    savedUsd: exact(now.minus(left)),
    leftUsd: exact(left),
    phases,
    notes: [
      ...(unseen > 0
        ? [`${unseen} of ${machines.length} machines were not judged by their use: give --use FILE`]
        : []),
      ...(strangers.length > 0
        ? [`--use tells of ${strangers.join(', ')}, which the plan does not have`]
        : []),
      ...(input.estimate.counts.unsupported > 0
        ? [`${input.estimate.counts.unsupported} resources have no price and were not looked at`]
        : []),
    ],
  }
}

const RULES: Readonly<Record<1 | 2 | 3 | 4, readonly Rule[]>> = {
  1: [idleAddress, idleDisk, gp3, lifecycle, endpointForObjects],
  2: [rightsize, arm, singleZone],
  3: [commit],
  4: [spot],
}

/** The line of a resource that is its machine. */
function computeOf({ components }: EstimatedResource): EstimatedComponent | undefined {
  return components.find(({ key }) =>
    /^aws\.(ec2|rds|elasticache)\.|^gcp\.compute\.|^gcp\.sql\.vcpu|^azure\.vm\./.test(key),
  )
}

function idleAddress({ resource, values, left }: Candidate): Saving | undefined {
  const attached = values.instance ?? values.network_interface ?? values.associate_with_private_ip
  if (resource.type !== 'aws_eip' || (attached !== undefined && attached !== null)) return undefined
  return {
    kind: 'idle',
    address: resource.address,
    what: 'a public address that nothing in the plan is attached to',
    monthlyUsd: exact(left),
    formula: `all of it: ${rounded(left)}`,
    risk: 'low',
    riskIs: 'something outside the plan may use it',
    confidence: 'medium',
    phase: 1,
  }
}

function idleDisk({ resource, left }: Candidate, { plan }: OptimizeInput): Saving | undefined {
  if (resource.type !== 'aws_ebs_volume' && resource.type !== 'azurerm_managed_disk') return undefined
  const bare = withoutIndexes(resource.address).replace(/^(module\.[^.]+\.)+/, '')
  // An attachment, or whatever else uses the disk, refers to one of its attributes.
  if (JSON.stringify(plan.configuration ?? {}).includes(`"${bare}.`)) return undefined
  return {
    kind: 'idle',
    address: resource.address,
    what: 'a disk that nothing in the plan is attached to',
    monthlyUsd: exact(left),
    formula: `all of it: ${rounded(left)}`,
    risk: 'medium',
    riskIs: 'it may hold data: take a snapshot first',
    confidence: 'medium',
    phase: 1,
  }
}

function gp3({ resource, values }: Candidate, { prices }: OptimizeInput): Saving | undefined {
  const component = resource.components.find(({ key }) => key === 'aws.ebs.gp2')
  const better = prices.find('aws.ebs.gp3')
  if (component === undefined || better === undefined) return undefined
  const size = decimal(component.quantity)
  const saved = size.times(decimal(component.priceUsd).minus(better.price))
  const at = values.type === 'gp2' ? 'type' : 'volume_type'
  return {
    kind: 'storage-type',
    address: resource.address,
    what: 'gp3 instead of gp2, which is no slower below 1 TB',
    monthlyUsd: exact(saved),
    formula: `${exact(size)} GB x (${component.priceUsd} - ${exact(better.price)})`,
    risk: 'none',
    riskIs: 'changed while in use',
    confidence: 'high',
    phase: 1,
    hint: `${at} = "gp3"`,
  }
}

/** Share of objects that is assumed to be read no more after thirty days. */
const COLD_SHARE = 0.5

function lifecycle({ resource }: Candidate, { plan, prices }: OptimizeInput): Saving | undefined {
  const component = resource.components.find(({ key }) => key === 'aws.s3.standard')
  const cold = prices.find('aws.s3.standard_ia')
  const has = (plan.resource_changes ?? []).some(
    ({ type }) => type === 'aws_s3_bucket_lifecycle_configuration',
  )
  if (component === undefined || cold === undefined || has) return undefined
  const size = decimal(component.quantity).times(COLD_SHARE)
  return {
    kind: 'lifecycle',
    address: resource.address,
    what: 'infrequent access for objects of thirty days',
    monthlyUsd: exact(size.times(decimal(component.priceUsd).minus(cold.price))),
    formula: `${COLD_SHARE * 100}% (assumed) of ${component.quantity} GB x (${component.priceUsd} - ${exact(cold.price)})`,
    risk: 'low',
    riskIs: 'reading such objects costs 0.01 USD a GB',
    confidence: 'low',
    phase: 1,
    hint: 'aws_s3_bucket_lifecycle_configuration with transition { days = 30, storage_class = "STANDARD_IA" }',
  }
}

/** Share of the traffic of a NAT gateway that is assumed to go to S3. */
const OBJECT_SHARE = 0.5

function endpointForObjects({ resource }: Candidate, { plan }: OptimizeInput): Saving | undefined {
  const data = resource.components.find(({ key }) => key === 'aws.nat.data')
  const has = (plan.resource_changes ?? []).some(
    ({ type, change }) =>
      type === 'aws_vpc_endpoint' && (change.after?.vpc_endpoint_type ?? 'Gateway') === 'Gateway',
  )
  if (data === undefined || has) return undefined
  return {
    kind: 'egress',
    address: resource.address,
    what: 'a gateway endpoint for S3, which is free, instead of the way through NAT',
    monthlyUsd: exact(decimal(data.monthlyUsd).times(OBJECT_SHARE)),
    formula: `${OBJECT_SHARE * 100}% (assumed) of ${data.quantity} GB x ${data.priceUsd}`,
    risk: 'none',
    riskIs: 'routes are added',
    confidence: 'low',
    phase: 1,
    hint: 'aws_vpc_endpoint with service_name = "com.amazonaws.<region>.s3"',
  }
}

/** Use below which the next smaller size is enough. */
const LOW_PERCENT = 40

function rightsize({ resource, left }: Candidate, { cpuPercent }: OptimizeInput): Saving | undefined {
  const use = cpuPercent[resource.address]
  const compute = computeOf(resource)
  if (use === undefined || compute === undefined || use >= LOW_PERCENT) return undefined
  const steps = use < LOW_PERCENT / 2 ? 2 : 1
  const share = decimal(1).minus(decimal(1).div(2 ** steps))
  return {
    kind: 'rightsizing',
    address: resource.address,
    what: `${steps === 1 ? 'one size' : 'two sizes'} smaller: it uses ${use}% of its processors at its busiest`,
    monthlyUsd: exact(limited(decimal(compute.monthlyUsd).times(share), left)),
    formula: `${compute.monthlyUsd} x (1 - 1/${2 ** steps})`,
    risk: 'medium',
    riskIs: 'memory is not judged; a restart',
    confidence: 'medium',
    phase: 2,
  }
}

const ARM: Readonly<Record<string, string>> = {
  m5: 'm7g',
  m6i: 'm7g',
  m7i: 'm7g',
  c5: 'c7g',
  c6i: 'c7g',
  c7i: 'c7g',
  r5: 'r7g',
  r6i: 'r7g',
  r7i: 'r7g',
  t3: 't4g',
}

function arm({ resource, values, left }: Candidate, { prices }: OptimizeInput): Saving | undefined {
  const compute = computeOf(resource)
  const [, prefix, family = ''] =
    /^(aws\.(?:ec2|rds\.\w+|elasticache))\.(\w+)$/.exec(compute?.key ?? '') ?? []
  // Of the databases, not every generation is sold for every engine.
  const better =
    prefix === 'aws.ec2' ? ARM[family] : { m5: 'm6g', m6i: 'm6g', r5: 'r6g', r6i: 'r6g', t3: 't4g' }[family]
  const price = better === undefined ? undefined : prices.find(`${prefix}.${better}`)
  if (compute === undefined || price === undefined || better === undefined) return undefined
  const attribute = ['instance_type', 'instance_class', 'node_type'].find(
    (name) => typeof values[name] === 'string',
  )
  const type = attribute === undefined ? undefined : String(values[attribute]).replace(family, better)
  const share = decimal(1).minus(price.price.div(compute.priceUsd))
  return {
    kind: 'arm',
    address: resource.address,
    what: `Graviton: ${better} instead of ${family}`,
    monthlyUsd: exact(limited(left.times(share).round(12), left)),
    formula: `what is left x (1 - ${exact(price.price)} / ${compute.priceUsd})`,
    risk: prefix === 'aws.ec2' ? 'medium' : 'low',
    riskIs: prefix === 'aws.ec2' ? 'software must be built for arm64' : 'a restart',
    confidence: prefix === 'aws.ec2' ? 'medium' : 'high',
    phase: 2,
    ...(attribute === undefined ? {} : { hint: `${attribute} = "${type}"` }),
  }
}

function singleZone(
  { resource, values, left }: Candidate,
  { environmentTag }: OptimizeInput,
): Saving | undefined {
  const tags = (values.tags_all ?? values.tags ?? {}) as Record<string, unknown>
  const environment = String(tags[environmentTag] ?? '')
  if (resource.type !== 'aws_db_instance' || values.multi_az !== true) return undefined
  if (environment === '' || /^prod/i.test(environment)) return undefined
  return {
    kind: 'availability',
    address: resource.address,
    what: `one zone is enough for ${environment}`,
    monthlyUsd: exact(left.div(2).round(12)),
    formula: `${rounded(left)} / 2`,
    risk: 'low',
    riskIs: `${environment} is down when its zone is`,
    confidence: 'high',
    phase: 2,
    hint: 'multi_az = false',
  }
}

function commit({ resource, left }: Candidate): Saving | undefined {
  const compute = computeOf(resource)
  const found = COMMITMENTS.find(({ keys }) => compute !== undefined && keys.test(compute.key))
  if (compute === undefined || found === undefined || isFlexible(resource)) return undefined
  const share = decimal(1).minus(decimal(found.committed).div(found.onDemand))
  const base = limited(decimal(compute.monthlyUsd), left)
  return {
    kind: 'commitment',
    address: resource.address,
    what: found.what,
    monthlyUsd: exact(base.times(share).round(12)),
    formula: `${rounded(base)} x (1 - ${found.committed} / ${found.onDemand}), by ${found.source}`,
    risk: 'medium',
    riskIs: 'paid for a year whether it runs or not',
    confidence: found.verified ? 'medium' : 'low',
    phase: 3,
    // Without an upfront payment the fee is due for the whole term: it pays where the machine would have run as long.
    breakEvenPercent: decimal(found.committed).div(found.onDemand).times(100).toNumber(),
  }
}

/** What can be stopped and started again without anybody waiting for it. */
function isFlexible({ type }: EstimatedResource): boolean {
  return /^aws_(eks_node_group|autoscaling_group)$|^google_container_node_pool$|^azurerm_kubernetes_cluster_node_pool$/.test(
    type,
  )
}

function spot({ resource, values, left }: Candidate): Saving | undefined {
  const already = values.capacity_type === 'SPOT' || values.priority === 'Spot'
  if (!isFlexible(resource) || already) return undefined
  const compute = computeOf(resource)
  const base = limited(decimal(compute?.monthlyUsd ?? 0), left)
  const hints: Readonly<Record<string, string>> = {
    aws_eks_node_group: 'capacity_type = "SPOT"',
    google_container_node_pool: 'node_config { spot = true }',
    azurerm_kubernetes_cluster_node_pool: 'priority = "Spot"',
  }
  const hint = hints[resource.type]
  return {
    kind: 'spot',
    address: resource.address,
    what: 'interruptible nodes for half of the pool',
    monthlyUsd: exact(base.times('0.5').times(SPOT_SHARE).round(12)),
    formula: `${rounded(base)} x 50% of the nodes x ${SPOT_SHARE * 100}% (assumed)`,
    risk: 'high',
    riskIs: 'nodes are taken away at short notice',
    confidence: 'low',
    phase: 4,
    ...(hint === undefined ? {} : { hint }),
  }
}

function limited(amount: Decimal, most: Decimal): Decimal {
  return amount.gt(most) ? most : amount.lt(0) ? ZERO : amount
}
