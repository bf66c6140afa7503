locals {
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-kubernetes"), 0, 40), "-")

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

locals {
  partition = data.aws_partition.current.partition
  policies  = "arn:${local.partition}:iam::aws:policy"
}

data "aws_partition" "current" {}

resource "aws_kms_key" "secrets" {
  count = var.kms_key == null ? 1 : 0

  description             = "Kubernetes secrets of ${local.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  tags = local.tags
}

# Made before the cluster, which would otherwise make it itself, without an end.
resource "aws_cloudwatch_log_group" "control_plane" {
  name              = "/aws/eks/${local.name}/cluster"
  retention_in_days = var.log_retention_days

  tags = local.tags
}

data "aws_iam_policy_document" "cluster_assume" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["eks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "cluster" {
  name               = "${local.name}-cluster"
  assume_role_policy = data.aws_iam_policy_document.cluster_assume.json

  tags = local.tags
}

resource "aws_iam_role_policy_attachment" "cluster" {
  role       = aws_iam_role.cluster.name
  policy_arn = "${local.policies}/AmazonEKSClusterPolicy"
}

resource "aws_eks_cluster" "this" {
  name     = local.name
  version  = var.kubernetes_version
  role_arn = aws_iam_role.cluster.arn

  # The network add-ons come from EKS itself, in the versions asked for.
  bootstrap_self_managed_addons = false
  enabled_cluster_log_types     = var.log_types

  access_config {
    authentication_mode = "API"
    # Administrators are those named, not whoever happened to run terraform.
    bootstrap_cluster_creator_admin_permissions = false
  }

  vpc_config {
    subnet_ids              = var.subnet_ids
    endpoint_private_access = true
    endpoint_public_access  = length(var.allowed_cidrs) > 0
    public_access_cidrs     = length(var.allowed_cidrs) > 0 ? var.allowed_cidrs : null
  }

  kubernetes_network_config {
    service_ipv4_cidr = var.service_cidr
  }

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = var.kms_key == null ? one(aws_kms_key.secrets[*].arn) : var.kms_key.arn
    }
  }

  upgrade_policy {
    support_type = "STANDARD"
  }

  tags = local.tags

  depends_on = [aws_cloudwatch_log_group.control_plane, aws_iam_role_policy_attachment.cluster]
}

resource "aws_eks_access_entry" "administrators" {
  for_each = var.administrators

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = each.value

  tags = local.tags
}

resource "aws_eks_access_policy_association" "administrators" {
  for_each = var.administrators

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = aws_eks_access_entry.administrators[each.key].principal_arn
  policy_arn    = "arn:${local.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_scope {
    type = "cluster"
  }
}
