module "kubernetes" {
  source = "../../../modules/aws/kubernetes"

  platform    = var.platform
  environment = var.environment
  unit        = "aws-kubernetes"
  owner       = var.owner

  kubernetes_version = var.kubernetes_version
  subnet_ids         = var.subnet_ids
  administrators     = var.administrators
  kms_key            = { arn = var.kms_key_arn }

  node_groups = merge(
    { general = { instance_types = [var.instance_type], min = var.nodes.min, max = var.nodes.max } },
    var.spot_nodes == 0 ? {} : {
      spot = { instance_types = [var.instance_type], spot = true, min = 0, max = var.spot_nodes, taints = { spot = {} } }
    },
  )

  workload_identities = {
    backend = {
      namespace       = "learning"
      service_account = "backend"
      statements = [
        { actions = ["s3:ListBucket"], resources = [var.bucket_arn] },
        { actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], resources = ["${var.bucket_arn}/*"] },
        { actions = ["secretsmanager:GetSecretValue"], resources = values(var.secret_arns) },
        { actions = ["kms:Decrypt", "kms:GenerateDataKey"], resources = [var.kms_key_arn] },
      ]
    }
  }
}
