locals {
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-cache"), 0, 40), "-")

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

locals {
  family = var.engine == "valkey" ? "valkey${split(".", var.engine_version)[0]}" : "redis7"
  logs   = toset(["engine-log", "slow-log"])
}

resource "aws_elasticache_subnet_group" "this" {
  name        = local.name
  description = "Subnets of ${local.name}"
  subnet_ids  = var.subnet_ids

  tags = local.tags
}

resource "aws_elasticache_parameter_group" "this" {
  name        = "${local.name}-${local.family}"
  description = "Parameters of ${local.name}"
  family      = local.family

  dynamic "parameter" {
    for_each = merge({ cluster-enabled = var.shards > 1 ? "yes" : "no" }, var.parameters)
    content {
      name  = parameter.key
      value = parameter.value
    }
  }

  tags = local.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.logs

  name              = "/mcloud/${local.name}/${each.key}"
  retention_in_days = var.log_retention_days

  tags = local.tags
}

resource "aws_elasticache_replication_group" "this" {
  replication_group_id = local.name
  description          = "Cache ${local.name}"

  engine               = var.engine
  engine_version       = var.engine_version
  node_type            = var.node_type
  parameter_group_name = aws_elasticache_parameter_group.this.name
  port                 = var.port

  num_node_groups            = var.shards
  replicas_per_node_group    = var.nodes - 1
  automatic_failover_enabled = var.nodes > 1
  multi_az_enabled           = var.nodes > 1

  subnet_group_name  = aws_elasticache_subnet_group.this.name
  security_group_ids = [aws_security_group.this.id]

  at_rest_encryption_enabled = true
  kms_key_id                 = var.kms_key_arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  user_group_ids             = [aws_elasticache_user_group.this.user_group_id]

  snapshot_retention_limit   = var.snapshot_retention_days
  snapshot_window            = var.snapshot_window
  final_snapshot_identifier  = var.final_snapshot ? "${local.name}-final" : null
  maintenance_window         = var.maintenance_window
  auto_minor_version_upgrade = true
  apply_immediately          = var.apply_immediately

  dynamic "log_delivery_configuration" {
    for_each = local.logs
    content {
      destination      = aws_cloudwatch_log_group.this[log_delivery_configuration.key].name
      destination_type = "cloudwatch-logs"
      log_format       = "json"
      log_type         = log_delivery_configuration.key
    }
  }

  tags = local.tags

  lifecycle {
    precondition {
      condition     = var.shards == 1 || var.nodes > 1
      error_message = "Shards fail over on their own: with more than one, each needs at least 2 nodes."
    }
  }
}
