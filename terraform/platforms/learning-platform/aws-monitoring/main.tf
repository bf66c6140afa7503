locals {
  database = { DBInstanceIdentifier = var.database_instance_id }

  # By place, since the ids are known only when the tunnels stand.
  tunnels = { for index, id in var.vpn_connection_ids : "vpn-${index}" => {
    namespace   = "AWS/VPN"
    metric      = "TunnelState"
    dimensions  = { VpnId = id }
    statistic   = "Minimum"
    comparison  = "LessThanThreshold"
    threshold   = 1
    description = "A tunnel to Google is down; the others carry the traffic."
  } }

  caches = { for index, id in var.cache_members : "cache-memory-${index}" => {
    namespace  = "AWS/ElastiCache"
    metric     = "DatabaseMemoryUsagePercentage"
    dimensions = { CacheClusterId = id }
    threshold  = 85
  } }
}

module "alarms" {
  source = "../../../modules/aws/alarms"

  platform    = var.platform
  environment = var.environment
  unit        = "aws-monitoring"
  owner       = var.owner

  alarms = merge(local.tunnels, local.caches, {
    database-cpu = {
      namespace = "AWS/RDS", metric = "CPUUtilization", dimensions = local.database, threshold = 80, periods = 2
    }
    database-storage = {
      namespace = "AWS/RDS", metric = "FreeStorageSpace", dimensions = local.database
      statistic = "Minimum", comparison = "LessThanThreshold", threshold = 10737418240
    }
    replication-slot = {
      namespace   = "AWS/RDS", metric = "OldestReplicationSlotLag", dimensions = local.database
      statistic   = "Maximum", threshold = 1073741824
      description = "Cloud SQL has not taken a gibibyte of changes: compare mcloud sync databases, and the tunnels."
    }
  })

  subscriptions = var.subscriptions
  kms_key_arn   = var.kms_key_arn
}
