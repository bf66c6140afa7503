provider "aws" {
  region = "us-east-1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  vpc_id      = "vpc-0123456789abcdef0"
  subnet_ids  = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.this.replication_group_id == "shop-dev-cache" && aws_elasticache_replication_group.this.transit_encryption_mode == "required" && tobool(aws_elasticache_replication_group.this.at_rest_encryption_enabled) && aws_elasticache_replication_group.this.automatic_failover_enabled
    error_message = "A default cache is encrypted on disk and wire, and fails over."
  }

  assert {
    condition     = aws_elasticache_user.default.access_string == "off -@all" && aws_elasticache_user.this["app"].authentication_mode[0].type == "iam" && aws_elasticache_replication_group.this.auth_token == null
    error_message = "Nobody comes in without a token of IAM."
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.groups) + length(aws_vpc_security_group_ingress_rule.cidrs) == 0 && aws_elasticache_replication_group.this.final_snapshot_identifier == "shop-dev-cache-final"
    error_message = "Nobody may connect unless said, and a snapshot stays."
  }
}

run "names_and_tags" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "base"
    owner       = "store-team"
    labels      = { tier = "gold" }
  }

  assert {
    condition     = aws_elasticache_replication_group.this.replication_group_id == "store-production-cache"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_elasticache_replication_group.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "sizes" {
  command = plan

  variables {
    name                    = "sessions"
    engine                  = "valkey"
    engine_version          = "8.0"
    node_type               = "cache.r6g.large"
    nodes                   = 3
    shards                  = 2
    parameters              = { maxmemory-policy = "allkeys-lru" }
    port                    = 6380
    snapshot_retention_days = 3
    snapshot_window         = "01:00-02:00"
    maintenance_window      = "mon:02:30-mon:03:30"
    log_retention_days      = 7
    kms_key_arn             = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    apply_immediately       = true
    final_snapshot          = false
  }

  assert {
    condition     = aws_elasticache_replication_group.this.replication_group_id == "sessions" && aws_elasticache_replication_group.this.engine == "valkey" && aws_elasticache_replication_group.this.engine_version == "8.0" && aws_elasticache_parameter_group.this.family == "valkey8"
    error_message = "Name and engine are kept."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.node_type == "cache.r6g.large" && aws_elasticache_replication_group.this.num_node_groups == 2 && aws_elasticache_replication_group.this.replicas_per_node_group == 2 && aws_elasticache_replication_group.this.port == 6380
    error_message = "The sizes reach the cache."
  }

  assert {
    condition     = contains([for p in aws_elasticache_parameter_group.this.parameter : "${p.name}=${p.value}"], "maxmemory-policy=allkeys-lru")
    error_message = "Parameters reach the parameter group."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.snapshot_retention_limit == 3 && aws_elasticache_replication_group.this.snapshot_window == "01:00-02:00" && aws_elasticache_replication_group.this.maintenance_window == "mon:02:30-mon:03:30" && aws_elasticache_replication_group.this.final_snapshot_identifier == null
    error_message = "Snapshots and windows are as told."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["slow-log"].retention_in_days == 7 && aws_elasticache_replication_group.this.kms_key_id == var.kms_key_arn && aws_elasticache_replication_group.this.apply_immediately
    error_message = "Logs, key and time of changes are as told."
  }
}

run "access" {
  command = plan

  variables {
    vpc_id                     = "vpc-0fedcba9876543210"
    subnet_ids                 = ["subnet-0a", "subnet-0b", "subnet-0c"]
    allowed_security_group_ids = { workers = "sg-0123456789abcdef0" }
    allowed_cidrs              = ["10.20.0.0/16"]
    users                      = { reader = "on ~* +@read" }
  }

  assert {
    condition     = aws_security_group.this.vpc_id == "vpc-0fedcba9876543210" && length(aws_elasticache_subnet_group.this.subnet_ids) == 3
    error_message = "It lies where it is told."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.groups["workers"].referenced_security_group_id == "sg-0123456789abcdef0" && aws_vpc_security_group_ingress_rule.cidrs["10.20.0.0/16"].to_port == 6379
    error_message = "Named groups and ranges may connect."
  }

  assert {
    condition     = keys(aws_elasticache_user.this) == ["reader"] && aws_elasticache_user.this["reader"].access_string == "on ~* +@read" && keys(aws_iam_policy.connect) == ["reader"]
    error_message = "Users and their policies are as told."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform                = "Shop"
    environment             = "d"
    subnet_ids              = ["subnet-0a"]
    allowed_cidrs           = ["0.0.0.0/0"]
    engine                  = "memcached"
    engine_version          = "5.0"
    node_type               = "t4g.small"
    nodes                   = 7
    shards                  = 0
    users                   = { default = "on ~* +@all" }
    port                    = 80
    snapshot_retention_days = 60
    snapshot_window         = "night"
    maintenance_window      = "sunday"
    log_retention_days      = 2
  }

  expect_failures = [
    var.platform, var.environment, var.subnet_ids, var.allowed_cidrs, var.engine, var.engine_version, var.node_type, var.nodes,
    var.shards, var.users, var.port, var.snapshot_retention_days, var.snapshot_window, var.maintenance_window, var.log_retention_days,
  ]
}
