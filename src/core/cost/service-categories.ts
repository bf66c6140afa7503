/** Words in the names of services, and the FOCUS service category that they belong to; the first that fits counts. */
const CATEGORIES: readonly (readonly [pattern: RegExp, category: string])[] = [
  [
    /data ?transfer|bandwidth|vpc|virtual private|load balanc|route 53|dns|cloudfront|cdn|front door|networking|\bnat\b|vpn|traffic manager|virtual network|api gateway|direct connect|interconnect|ip address/i,
    'Networking',
  ],
  [
    /\brds\b|relational|aurora|dynamodb|cosmos|sql|firestore|spanner|bigtable|elasticache|redis|memorystore|postgres|mysql|database|documentdb|neptune|memorydb/i,
    'Databases',
  ],
  [/\bs3\b|simple storage|storage|glacier|backup|efs|elastic file|fsx|disk|files/i, 'Storage'],
  [
    /ec2|elastic compute|compute engine|virtual machine|lambda|functions|kubernetes|eks|ecs|fargate|container|cloud run|app engine|app service|batch|lightsail/i,
    'Compute',
  ],
  [
    /sqs|sns|queue|notification|pub\/?sub|event|service bus|mq|kafka|msk|workflow|step functions|scheduler/i,
    'Integration',
  ],
  [
    /bigquery|athena|glue|emr|redshift|kinesis|dataproc|dataflow|synapse|data factory|data fusion|analytics|opensearch|quicksight/i,
    'Analytics',
  ],
  [
    /cloudwatch|monitor|logging|log analytics|config|cloudtrail|operations|stackdriver|cost explorer/i,
    'Management and Governance',
  ],
  [
    /kms|key management|key vault|secret|waf|guardduty|shield|armor|security|certificate|inspector|macie|defender/i,
    'Security',
  ],
  [/cognito|identity|active directory|\biam\b/i, 'Identity'],
  [/sagemaker|bedrock|vertex|cognitive|openai|rekognition|machine learning/i, 'AI and Machine Learning'],
]

/**
 * The FOCUS service category of a service that a cloud's own API names; the APIs do not tell it.
 * https://focus.finops.org/focus-specification/ (ServiceCategory)
 */
export function categoryOfService(service: string | null): string | null {
  if (service === null) return null
  return CATEGORIES.find(([pattern]) => pattern.test(service))?.[1] ?? 'Other'
}
