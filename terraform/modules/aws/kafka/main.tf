locals {
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-kafka"), 0, 64), "-")

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

locals {
  zones = length(var.subnet_ids)

  # A write counts when it is in two zones; with two zones only, one may then fail no more.
  properties = merge({
    "auto.create.topics.enable"      = "false"
    "default.replication.factor"     = tostring(local.zones)
    "min.insync.replicas"            = tostring(local.zones - 1)
    "num.partitions"                 = "6"
    "unclean.leader.election.enable" = "false"
  }, var.properties)

  ports = merge(
    var.authentication.iam ? { iam = 9098 } : {},
    length(var.authentication.certificate_authority_arns) > 0 ? { tls = 9094 } : {},
    var.prometheus ? { jmx = 11001, node = 11002 } : {},
  )

  openings = merge([for kind, port in local.ports : merge(
    { for key, id in var.allowed_security_group_ids : "${kind}/${key}" => { port = port, group = id, cidr = null } },
    { for cidr in var.allowed_cidrs : "${kind}/${cidr}" => { port = port, group = null, cidr = cidr } },
  )]...)
}

resource "aws_kms_key" "this" {
  count = var.kms_key == null ? 1 : 0

  description             = "Data of ${local.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  tags = local.tags
}

resource "aws_cloudwatch_log_group" "brokers" {
  name              = "/mcloud/${local.name}/brokers"
  retention_in_days = var.log_retention_days

  tags = local.tags
}

resource "aws_security_group" "this" {
  name        = local.name
  description = "Connections to ${local.name}"
  vpc_id      = var.vpc_id

  tags = merge(local.tags, { Name = local.name })
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = local.openings

  security_group_id            = aws_security_group.this.id
  description                  = "Kafka: ${each.key}"
  referenced_security_group_id = each.value.group
  cidr_ipv4                    = each.value.cidr
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port

  tags = local.tags
}

resource "aws_msk_configuration" "this" {
  name              = local.name
  description       = "Properties of ${local.name}"
  server_properties = join("\n", [for key in sort(keys(local.properties)) : "${key}=${local.properties[key]}"])
}

resource "aws_msk_cluster" "this" {
  cluster_name           = local.name
  kafka_version          = var.kafka_version
  number_of_broker_nodes = local.zones * var.brokers_per_zone
  enhanced_monitoring    = var.monitoring_level

  broker_node_group_info {
    instance_type   = var.instance_type
    client_subnets  = var.subnet_ids
    security_groups = [aws_security_group.this.id]

    storage_info {
      ebs_storage_info {
        volume_size = var.storage_gb
      }
    }

    connectivity_info {
      public_access {
        type = "DISABLED"
      }
    }
  }

  configuration_info {
    arn      = aws_msk_configuration.this.arn
    revision = aws_msk_configuration.this.latest_revision
  }

  client_authentication {
    unauthenticated = false

    dynamic "sasl" {
      for_each = var.authentication.iam ? [1] : []
      content {
        iam = true
      }
    }

    dynamic "tls" {
      for_each = length(var.authentication.certificate_authority_arns) > 0 ? [1] : []
      content {
        certificate_authority_arns = var.authentication.certificate_authority_arns
      }
    }
  }

  encryption_info {
    encryption_at_rest_kms_key_arn = var.kms_key == null ? one(aws_kms_key.this[*].arn) : var.kms_key.arn

    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.brokers.name
      }
    }
  }

  open_monitoring {
    prometheus {
      jmx_exporter {
        enabled_in_broker = var.prometheus
      }

      node_exporter {
        enabled_in_broker = var.prometheus
      }
    }
  }

  tags = local.tags

  # Storage only grows, by the policy below.
  lifecycle {
    ignore_changes = [broker_node_group_info[0].storage_info[0].ebs_storage_info[0].volume_size]
  }
}

resource "aws_appautoscaling_target" "storage" {
  service_namespace  = "kafka"
  scalable_dimension = "kafka:broker-storage:VolumeSize"
  resource_id        = aws_msk_cluster.this.arn
  min_capacity       = 1
  max_capacity       = var.max_storage_gb

  tags = local.tags
}

resource "aws_appautoscaling_policy" "storage" {
  name               = "${local.name}-storage"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.storage.service_namespace
  scalable_dimension = aws_appautoscaling_target.storage.scalable_dimension
  resource_id        = aws_appautoscaling_target.storage.resource_id

  target_tracking_scaling_policy_configuration {
    disable_scale_in = true
    target_value     = 70

    predefined_metric_specification {
      predefined_metric_type = "KafkaBrokerStorageUtilization"
    }
  }
}
