locals {
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-postgres"), 0, 45), "-")

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

locals {
  major = split(".", var.engine_version)[0]

  # Those of the static kind take effect with a restart, which RDS demands to be said.
  static_parameters = {
    "rds.logical_replication" = var.logical_replication ? "1" : "0"
    max_replication_slots     = tostring(var.max_replicas)
    max_wal_senders           = tostring(var.max_replicas + 5)
  }
  dynamic_parameters = merge({
    "rds.force_ssl" = "1"
    log_connections = "1"
  }, var.parameters)

  logs = ["postgresql", "upgrade"]
}

resource "aws_db_subnet_group" "this" {
  name        = local.name
  description = "Subnets of ${local.name}"
  subnet_ids  = var.subnet_ids

  tags = local.tags
}

resource "aws_db_parameter_group" "this" {
  # A family cannot be changed in place: the next major version gets its own group beside the one in use.
  name        = "${local.name}-${local.major}"
  description = "Parameters of ${local.name}"
  family      = "postgres${local.major}"

  dynamic "parameter" {
    for_each = local.static_parameters
    content {
      name         = parameter.key
      value        = parameter.value
      apply_method = "pending-reboot"
    }
  }

  dynamic "parameter" {
    for_each = local.dynamic_parameters
    content {
      name         = parameter.key
      value        = parameter.value
      apply_method = "immediate"
    }
  }

  tags = local.tags

  lifecycle {
    create_before_destroy = true
  }
}

# Made before the instance, which would otherwise make them itself, without an end.
resource "aws_cloudwatch_log_group" "this" {
  for_each = toset(local.logs)

  name              = "/aws/rds/instance/${local.name}/${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn

  tags = local.tags
}

resource "aws_db_instance" "this" {
  identifier = local.name

  engine         = "postgres"
  engine_version = var.engine_version
  instance_class = var.instance_class

  storage_type          = "gp3"
  allocated_storage     = var.storage_gb
  max_allocated_storage = var.max_storage_gb
  storage_encrypted     = true
  kms_key_id            = var.kms_key_arn

  # A restored instance brings its databases with it.
  db_name             = var.restore_from == null ? var.database_name : null
  username            = var.username
  password_wo         = ephemeral.random_password.administrator.result
  password_wo_version = var.password_version

  port                   = var.port
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]
  publicly_accessible    = false
  multi_az               = var.multi_az
  parameter_group_name   = aws_db_parameter_group.this.name
  ca_cert_identifier     = "rds-ca-rsa2048-g1"

  iam_database_authentication_enabled = true

  backup_retention_period   = var.backup_retention_days
  backup_window             = var.backup_window
  maintenance_window        = var.maintenance_window
  copy_tags_to_snapshot     = true
  delete_automated_backups  = false
  skip_final_snapshot       = false
  final_snapshot_identifier = "${local.name}-final"
  deletion_protection       = var.deletion_protection
  apply_immediately         = var.apply_immediately

  auto_minor_version_upgrade  = true
  allow_major_version_upgrade = false

  performance_insights_enabled          = true
  performance_insights_retention_period = 7
  performance_insights_kms_key_id       = var.kms_key_arn
  monitoring_interval                   = var.monitoring_interval_seconds
  monitoring_role_arn                   = var.monitoring_interval_seconds > 0 ? aws_iam_role.monitoring[0].arn : null
  enabled_cloudwatch_logs_exports       = local.logs

  dynamic "restore_to_point_in_time" {
    for_each = var.restore_from[*]
    content {
      source_db_instance_identifier = restore_to_point_in_time.value.instance_identifier
      restore_time                  = restore_to_point_in_time.value.time
      use_latest_restorable_time    = restore_to_point_in_time.value.time == null ? true : null
    }
  }

  tags = local.tags

  depends_on = [aws_cloudwatch_log_group.this]
}

resource "aws_db_instance" "replica" {
  for_each = var.read_replicas

  identifier          = "${local.name}-${each.key}"
  replicate_source_db = aws_db_instance.this.identifier

  instance_class        = coalesce(each.value.instance_class, var.instance_class)
  availability_zone     = each.value.multi_az ? null : each.value.availability_zone
  multi_az              = each.value.multi_az
  storage_type          = "gp3"
  max_allocated_storage = var.max_storage_gb
  storage_encrypted     = true

  port                   = var.port
  vpc_security_group_ids = [aws_security_group.this.id]
  publicly_accessible    = false
  parameter_group_name   = aws_db_parameter_group.this.name
  ca_cert_identifier     = "rds-ca-rsa2048-g1"

  iam_database_authentication_enabled = true

  maintenance_window         = var.maintenance_window
  copy_tags_to_snapshot      = true
  skip_final_snapshot        = true
  deletion_protection        = var.deletion_protection
  apply_immediately          = var.apply_immediately
  auto_minor_version_upgrade = true

  performance_insights_enabled          = true
  performance_insights_retention_period = 7
  performance_insights_kms_key_id       = var.kms_key_arn
  monitoring_interval                   = var.monitoring_interval_seconds
  monitoring_role_arn                   = var.monitoring_interval_seconds > 0 ? aws_iam_role.monitoring[0].arn : null

  tags = local.tags
}
