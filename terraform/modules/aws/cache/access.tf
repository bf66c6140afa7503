data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

# Every group must have a user named default. This one is off and may do nothing, so nobody comes in without a token.
resource "aws_elasticache_user" "default" {
  user_id       = "${local.name}-default"
  user_name     = "default"
  engine        = var.engine
  access_string = "off -@all"

  authentication_mode {
    type = "no-password-required"
  }

  tags = local.tags
}

# IAM wants id and name of a user to be the same.
resource "aws_elasticache_user" "this" {
  for_each = var.users

  user_id       = trimsuffix(substr("${local.name}-${each.key}", 0, 40), "-")
  user_name     = trimsuffix(substr("${local.name}-${each.key}", 0, 40), "-")
  engine        = var.engine
  access_string = each.value

  authentication_mode {
    type = "iam"
  }

  tags = local.tags
}

resource "aws_elasticache_user_group" "this" {
  user_group_id = local.name
  engine        = var.engine
  user_ids      = concat([aws_elasticache_user.default.user_id], [for user in aws_elasticache_user.this : user.user_id])

  tags = local.tags
}

# What a workload needs to log in as a user; attached to its role by whoever makes the role.
data "aws_iam_policy_document" "connect" {
  for_each = var.users

  statement {
    actions = ["elasticache:Connect"]
    resources = [
      "arn:${data.aws_partition.current.partition}:elasticache:${data.aws_region.current.id}:${data.aws_caller_identity.current.account_id}:replicationgroup:${local.name}",
      aws_elasticache_user.this[each.key].arn,
    ]
  }
}

resource "aws_iam_policy" "connect" {
  for_each = var.users

  name        = "${local.name}-connect-${each.key}"
  description = "Log in to ${local.name} as ${each.key}"
  policy      = data.aws_iam_policy_document.connect[each.key].json

  tags = local.tags
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
  description                  = "Cache from ${each.key}"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port

  tags = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "cidrs" {
  for_each = var.allowed_cidrs

  security_group_id = aws_security_group.this.id
  description       = "Cache from ${each.key}"
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = var.port
  to_port           = var.port

  tags = local.tags
}
