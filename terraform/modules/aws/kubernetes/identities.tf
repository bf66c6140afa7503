# Lets other clouds, and workloads that know no pod identity, trust the tokens of this cluster.
resource "aws_iam_openid_connect_provider" "this" {
  url            = aws_eks_cluster.this.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]

  tags = local.tags
}

data "aws_iam_policy_document" "pod_assume" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "workload" {
  for_each = var.workload_identities

  name               = trimsuffix(substr("${local.name}-${each.key}", 0, 64), "-")
  assume_role_policy = data.aws_iam_policy_document.pod_assume.json

  tags = local.tags
}

data "aws_iam_policy_document" "workload" {
  for_each = { for key, identity in var.workload_identities : key => identity if length(identity.statements) > 0 }

  dynamic "statement" {
    for_each = each.value.statements
    content {
      actions   = statement.value.actions
      resources = statement.value.resources
    }
  }
}

resource "aws_iam_role_policy" "workload" {
  for_each = data.aws_iam_policy_document.workload

  name   = "statements"
  role   = aws_iam_role.workload[each.key].id
  policy = each.value.json
}

resource "aws_iam_role_policy_attachment" "workload" {
  for_each = merge([for key, identity in var.workload_identities : {
    for policy, arn in identity.policy_arns : "${key}/${policy}" => { role = key, arn = arn }
  }]...)

  role       = aws_iam_role.workload[each.value.role].name
  policy_arn = each.value.arn
}

resource "aws_eks_pod_identity_association" "workload" {
  for_each = var.workload_identities

  cluster_name    = aws_eks_cluster.this.name
  namespace       = each.value.namespace
  service_account = each.value.service_account
  role_arn        = aws_iam_role.workload[each.key].arn

  tags = local.tags

  depends_on = [aws_eks_addon.before_nodes]
}
