module "cache" {
  source = "../../../modules/aws/cache"

  platform    = var.platform
  environment = var.environment
  unit        = "aws-cache"
  owner       = var.owner

  vpc_id     = var.vpc_id
  subnet_ids = var.database_subnet_ids

  allowed_security_group_ids = { nodes = var.node_security_group_id }
  allowed_cidrs              = var.gcp_cidrs

  node_type   = var.node_type
  nodes       = var.nodes
  kms_key_arn = var.kms_key_arn
}

resource "aws_iam_role_policy_attachment" "backend" {
  role       = reverse(split("/", var.backend_role_arn))[0]
  policy_arn = module.cache.connect_policy_arns["app"]
}
