# Neither plan nor state ever holds it. RDS cannot manage the password itself where an instance has read replicas.
ephemeral "random_password" "administrator" {
  length           = 40
  special          = true
  override_special = "!#$%^&*()-_=+[]{}<>:?"
}

resource "aws_secretsmanager_secret" "administrator" {
  name        = "${local.name}/administrator"
  description = "Administrator of ${local.name}"
  kms_key_id  = var.kms_key_arn

  tags = local.tags
}

resource "aws_secretsmanager_secret_version" "administrator" {
  secret_id = aws_secretsmanager_secret.administrator.id

  secret_string_wo = jsonencode({
    username = var.username
    password = ephemeral.random_password.administrator.result
  })
  secret_string_wo_version = var.password_version
}

resource "aws_security_group" "this" {
  name        = local.name
  description = "Connections to ${local.name}"
  vpc_id      = var.vpc_id

  tags = merge(local.tags, { Name = local.name })
}

resource "aws_vpc_security_group_ingress_rule" "groups" {
  for_each = var.allowed_security_group_ids

  security_group_id            = aws_security_group.this.id
  description                  = "PostgreSQL from ${each.key}"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port

  tags = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "cidrs" {
  for_each = var.allowed_cidrs

  security_group_id = aws_security_group.this.id
  description       = "PostgreSQL from ${each.key}"
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = var.port
  to_port           = var.port

  tags = local.tags
}

# A subscription is a connection that this database opens to one in another cloud.
resource "aws_vpc_security_group_egress_rule" "cidrs" {
  for_each = var.logical_replication ? var.allowed_cidrs : []

  security_group_id = aws_security_group.this.id
  description       = "Subscriptions to ${each.key}"
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = var.port
  to_port           = var.port

  tags = local.tags
}

data "aws_iam_policy_document" "monitoring_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["monitoring.rds.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "monitoring" {
  count = var.monitoring_interval_seconds > 0 ? 1 : 0

  name               = "${local.name}-monitoring"
  assume_role_policy = data.aws_iam_policy_document.monitoring_assume.json

  tags = local.tags
}

data "aws_partition" "current" {}

resource "aws_iam_role_policy_attachment" "monitoring" {
  count = var.monitoring_interval_seconds > 0 ? 1 : 0

  role       = aws_iam_role.monitoring[0].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
