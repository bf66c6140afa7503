import { type Component, HOURS, hours, instanceSize, monthly, USAGE } from '../component.ts'
import type { Block, PricedResource, Pricing } from '../resource.ts'
import { Unpriceable } from '../resource.ts'

/** An instance of a family that is priced by its size. */
export function sized(name: string, prefix: string, type: string, count = 1): Component {
  const size = instanceSize(type)
  if (size === undefined) throw new Unpriceable(`the size of ${type} is not known`)
  return hours(`${name} (${type})`, `${prefix}.${size.family}`, count * size.times)
}

/** A disk of EC2 with what it is provisioned with beyond the free part. */
export function disk(
  name: string,
  block: Block,
  typeName = 'volume_type',
  sizeName = 'volume_size',
): Component[] {
  const type = block.text(typeName) ?? 'gp2'
  const size = block.number(sizeName) ?? 8
  const iops = block.number('iops') ?? 0
  const throughput = block.number('throughput') ?? 0
  return [
    monthly(`${name} (${type})`, `aws.ebs.${type}`, size),
    ...(type.startsWith('io') && iops > 0 ? [monthly(`${name} IOPS`, 'aws.ebs.io.iops', iops)] : []),
    // 3,000 IOPS and 125 MB/s come with every gp3 disk.
    ...(type === 'gp3' && iops > 3000 ? [monthly(`${name} IOPS`, 'aws.ebs.gp3.iops', iops - 3000)] : []),
    ...(type === 'gp3' && throughput > 125
      ? [monthly(`${name} throughput`, 'aws.ebs.gp3.throughput', throughput - 125)]
      : []),
  ]
}

function instance(resource: PricedResource, count = 1): Component[] {
  const type = resource.needs('instance_type')
  if (resource.text('tenancy') === 'host') throw new Unpriceable('dedicated hosts are priced by the host')
  const root = resource.block('root_block_device')
  return [
    sized('instance', 'aws.ec2', type, count),
    ...(root === undefined
      ? [monthly('root disk (gp2, assumed 8 GB)', 'aws.ebs.gp2', 8 * count)]
      : disk('root disk', root)),
    ...resource.blocks('ebs_block_device').flatMap((block) => disk('disk', block)),
    ...(resource.flag('monitoring')
      ? [monthly('detailed monitoring', 'aws.cloudwatch.metric', 7 * count)]
      : []),
  ]
}

function launchTemplate(resource: PricedResource): PricedResource | undefined {
  return [...resource.referred('launch_template'), ...resource.referred('launch_configuration')].find(
    ({ type }) => /^aws_launch_(template|configuration)$/.test(type),
  )
}

function autoscaling(resource: PricedResource): Component[] {
  const count = resource.number('desired_capacity') ?? resource.number('min_size') ?? 1
  const template = launchTemplate(resource)
  if (template === undefined) throw new Unpriceable('its launch template is not in the plan')
  return [
    sized('instances', 'aws.ec2', template.needs('instance_type'), count),
    ...template
      .blocks('block_device_mappings')
      .flatMap(({ blocks }) => blocks('ebs'))
      .flatMap((ebs) =>
        disk('disk', ebs).map((part) => monthly(part.name, part.key, part.quantity?.times(count))),
      ),
  ]
}

function nodeGroup(resource: PricedResource): Component[] {
  const count = resource.block('scaling_config')?.number('desired_size') ?? 1
  const named = resource.list('instance_types')[0]
  const type =
    typeof named === 'string' ? named : (launchTemplate(resource)?.text('instance_type') ?? 't3.medium')
  return [
    sized('nodes', 'aws.ec2', type, count),
    monthly('node disks (gp2)', 'aws.ebs.gp2', (resource.number('disk_size') ?? 20) * count),
  ]
}

/** A task or profile of Fargate with what its definition asks for. */
function fargate(resource: PricedResource): Component[] {
  const type = resource.text('launch_type')
  if (type !== undefined && type !== 'FARGATE') return []
  const task = resource.referred('task_definition').find((each) => each.type === 'aws_ecs_task_definition')
  const cpu = task?.number('cpu')
  const memory = task?.number('memory')
  if (cpu === undefined || memory === undefined)
    throw new Unpriceable('its task definition is not in the plan')
  const count = resource.number('desired_count') ?? 1
  return [
    monthly('vCPU', 'aws.fargate.vcpu', (cpu / 1024) * count * HOURS),
    monthly('memory', 'aws.fargate.memory', (memory / 1024) * count * HOURS),
  ]
}

function lambda(resource: PricedResource): Component[] {
  const arm = resource.list('architectures').includes('arm64')
  const memoryGb = (resource.number('memory_size') ?? 128) / 1024
  const key = `aws.lambda.duration.${arm ? 'arm64' : 'x86_64'}`
  return [
    resource.perUse('requests', 'aws.lambda.requests', USAGE.requests(1e6)),
    resource.perUse('duration', key, { name: 'monthlyComputeSeconds', scale: memoryGb }),
  ]
}

export const AWS_COMPUTE: Readonly<Record<string, Pricing>> = {
  aws_instance: (resource) => instance(resource),
  aws_spot_instance_request: (resource) => instance(resource),
  aws_autoscaling_group: autoscaling,
  aws_eks_cluster: () => [hours('control plane', 'aws.eks.cluster')],
  aws_eks_node_group: nodeGroup,
  aws_ecs_service: fargate,
  aws_lambda_function: lambda,
  aws_lambda_provisioned_concurrency_config: (resource) => [
    resource.perUse('duration', 'aws.lambda.duration.x86_64', { name: 'monthlyComputeSeconds', scale: 1 }),
  ],
  aws_ebs_volume: (resource) => disk('disk', resource, 'type', 'size'),
  aws_ebs_snapshot: (resource) => [resource.perUse('snapshot', 'aws.ebs.snapshot', USAGE.storageGb)],
  aws_ami: (resource) => [resource.perUse('snapshots', 'aws.ebs.snapshot', USAGE.storageGb)],
  aws_apprunner_service: (resource) => [
    resource.perUse('vCPU', 'aws.apprunner.vcpu', { name: 'monthlyVcpuHours', scale: 1 }),
    resource.perUse('memory', 'aws.apprunner.memory', { name: 'monthlyMemoryGbHours', scale: 1 }),
  ],
  aws_lightsail_instance: () => [monthly('instance (micro bundle)', 'aws.lightsail.micro')],
  aws_sagemaker_notebook_instance: (resource) => {
    const type = resource.needs('instance_type')
    return [hours(`notebook (${type})`, `aws.sagemaker.${type.replace(/^ml\./, '')}`)]
  },
  aws_codebuild_project: (resource) => [
    resource.perUse('build minutes', 'aws.codebuild.small', { name: 'monthlyMinutes', scale: 1 }),
  ],
}
