provider "aws" {
  region = "us-east-1"
}

variables {
  platform       = "shop"
  environment    = "dev"
  owner          = "platform-team"
  subnet_ids     = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  administrators = { operators = "arn:aws:iam::123456789012:role/operators" }
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_eks_cluster.this.name == "shop-dev-kubernetes" && aws_eks_cluster.this.version == "1.33" && !aws_eks_cluster.this.vpc_config[0].endpoint_public_access && length(aws_kms_key.secrets) == 1
    error_message = "A default cluster is private and encrypts its secrets with a key of its own."
  }

  assert {
    condition     = keys(aws_eks_node_group.this) == ["general"] && aws_eks_node_group.this["general"].capacity_type == "ON_DEMAND" && aws_launch_template.node["general"].metadata_options[0].http_tokens == "required"
    error_message = "It has one group of nodes, whose rights pods cannot take."
  }

  assert {
    condition     = length(aws_iam_role.workload) == 0
    error_message = "No workload has rights."
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
    condition     = aws_eks_cluster.this.name == "store-production-kubernetes"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_eks_cluster.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    name               = "hub"
    kubernetes_version = "1.32"
    subnet_ids         = ["subnet-0a", "subnet-0b", "subnet-0c"]
    administrators     = { one = "arn:aws:iam::123456789012:role/one", two = "arn:aws:iam::123456789012:role/two" }
    allowed_cidrs      = ["203.0.113.0/24"]
    service_cidr       = "172.30.0.0/16"
    node_groups        = { arm = { arm = true, spot = true, min = 0, max = 9, disk_gb = 80, instance_types = ["m7g.large"], labels = { kind = "arm" }, taints = { arm = { effect = "NO_EXECUTE" } } } }
    addon_versions     = { coredns = "v1.11.4-eksbuild.2", vpc-cni = "v1.19.0-eksbuild.1" }
    workload_identities = {
      backend = { namespace = "shop", service_account = "backend", policy_arns = { read = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess" }, statements = [{ actions = ["s3:GetObject"], resources = ["arn:aws:s3:::shop/*"] }] }
    }
    log_types          = ["audit"]
    log_retention_days = 30
    kms_key            = { arn = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555" }
  }

  assert {
    condition     = aws_eks_cluster.this.name == "hub" && aws_eks_cluster.this.version == "1.32" && length(aws_eks_cluster.this.vpc_config[0].subnet_ids) == 3 && length(aws_eks_access_entry.administrators) == 2
    error_message = "Name, version, place and administrators are kept."
  }

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_public_access && aws_eks_cluster.this.vpc_config[0].public_access_cidrs == toset(["203.0.113.0/24"]) && aws_eks_cluster.this.kubernetes_network_config[0].service_ipv4_cidr == "172.30.0.0/16"
    error_message = "The API is open to the named ranges only."
  }

  assert {
    condition     = aws_eks_node_group.this["arm"].ami_type == "AL2023_ARM_64_STANDARD" && aws_eks_node_group.this["arm"].capacity_type == "SPOT" && aws_eks_node_group.this["arm"].scaling_config[0].max_size == 9 && aws_launch_template.node["arm"].block_device_mappings[0].ebs[0].volume_size == 80
    error_message = "The group of nodes is as told."
  }

  assert {
    condition     = aws_eks_addon.after_nodes["coredns"].addon_version == "v1.11.4-eksbuild.2" && aws_eks_addon.before_nodes["vpc-cni"].addon_version == "v1.19.0-eksbuild.1"
    error_message = "Pinned versions are kept."
  }

  assert {
    condition     = aws_eks_pod_identity_association.workload["backend"].service_account == "backend" && length(aws_iam_role_policy.workload) == 1 && length(aws_iam_role_policy_attachment.workload) == 1
    error_message = "The workload gets its rights."
  }

  assert {
    condition     = aws_eks_cluster.this.enabled_cluster_log_types == toset(["audit"]) && aws_cloudwatch_log_group.control_plane.retention_in_days == 30 && length(aws_kms_key.secrets) == 0 && aws_eks_cluster.this.encryption_config[0].provider[0].key_arn == var.kms_key.arn
    error_message = "Logs and key are as told."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform            = "Shop"
    environment         = "d"
    kubernetes_version  = "latest"
    subnet_ids          = ["subnet-0a"]
    administrators      = {}
    allowed_cidrs       = ["0.0.0.0/0"]
    service_cidr        = "somewhere"
    node_groups         = { general = { min = 5, max = 2 } }
    workload_identities = { all = { namespace = "a", service_account = "a", statements = [{ actions = ["*"], resources = ["*"] }] } }
    log_types           = ["everything"]
    log_retention_days  = 2
  }

  expect_failures = [
    var.platform, var.environment, var.kubernetes_version, var.subnet_ids, var.administrators, var.allowed_cidrs, var.service_cidr,
    var.node_groups, var.workload_identities, var.log_types, var.log_retention_days,
  ]
}
