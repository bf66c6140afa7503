provider "aws" {
  region = "us-east-1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  vpc_id      = "vpc-0123456789abcdef0"
  subnet_ids  = ["subnet-0a", "subnet-0b", "subnet-0c"]
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_msk_cluster.this.cluster_name == "shop-dev-kafka" && aws_msk_cluster.this.number_of_broker_nodes == 3 && aws_msk_cluster.this.encryption_info[0].encryption_in_transit[0].client_broker == "TLS" && length(aws_kms_key.this) == 1
    error_message = "A default cluster has three brokers, speaks TLS only and has a key of its own."
  }

  assert {
    condition     = aws_msk_cluster.this.client_authentication[0].sasl[0].iam && !aws_msk_cluster.this.client_authentication[0].unauthenticated && length(aws_vpc_security_group_ingress_rule.this) == 0
    error_message = "Clients are known, and nobody may connect unless said."
  }

  assert {
    condition     = strcontains(aws_msk_configuration.this.server_properties, "min.insync.replicas=2") && !aws_msk_cluster.this.open_monitoring[0].prometheus[0].jmx_exporter[0].enabled_in_broker
    error_message = "A write counts when it is in two zones."
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
    condition     = aws_msk_cluster.this.cluster_name == "store-production-kafka"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_msk_cluster.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    name                       = "events"
    vpc_id                     = "vpc-0fedcba9876543210"
    subnet_ids                 = ["subnet-0a", "subnet-0b"]
    allowed_security_group_ids = { workers = "sg-0123456789abcdef0" }
    allowed_cidrs              = ["10.20.0.0/16"]
    kafka_version              = "3.9.x.kraft"
    instance_type              = "kafka.m7g.xlarge"
    brokers_per_zone           = 2
    storage_gb                 = 200
    max_storage_gb             = 300
    authentication             = { iam = false, certificate_authority_arns = ["arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/1"] }
    properties                 = { "log.retention.hours" = "72" }
    monitoring_level           = "PER_TOPIC_PER_BROKER"
    prometheus                 = true
    log_retention_days         = 7
    kms_key                    = { arn = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555" }
  }

  assert {
    condition     = aws_msk_cluster.this.cluster_name == "events" && aws_msk_cluster.this.kafka_version == "3.9.x.kraft" && aws_msk_cluster.this.number_of_broker_nodes == 4 && aws_msk_cluster.this.broker_node_group_info[0].instance_type == "kafka.m7g.xlarge"
    error_message = "Name, version and brokers are kept."
  }

  assert {
    condition     = aws_security_group.this.vpc_id == "vpc-0fedcba9876543210" && length(aws_msk_cluster.this.broker_node_group_info[0].client_subnets) == 2 && aws_vpc_security_group_ingress_rule.this["tls/workers"].from_port == 9094 && aws_vpc_security_group_ingress_rule.this["jmx/10.20.0.0/16"].from_port == 11001
    error_message = "It lies where it is told, open to those named."
  }

  assert {
    condition     = aws_msk_cluster.this.broker_node_group_info[0].storage_info[0].ebs_storage_info[0].volume_size == 200 && aws_appautoscaling_target.storage.max_capacity == 300
    error_message = "The storage grows as told."
  }

  assert {
    condition     = length(aws_msk_cluster.this.client_authentication[0].sasl) == 0 && length(aws_msk_cluster.this.client_authentication[0].tls) == 1 && strcontains(aws_msk_configuration.this.server_properties, "log.retention.hours=72")
    error_message = "Clients and properties are as told."
  }

  assert {
    condition     = aws_msk_cluster.this.enhanced_monitoring == "PER_TOPIC_PER_BROKER" && aws_msk_cluster.this.open_monitoring[0].prometheus[0].jmx_exporter[0].enabled_in_broker && aws_cloudwatch_log_group.brokers.retention_in_days == 7 && aws_msk_cluster.this.encryption_info[0].encryption_at_rest_kms_key_arn == var.kms_key.arn
    error_message = "Metrics, logs and key are as told."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform           = "Shop"
    environment        = "d"
    subnet_ids         = ["subnet-0a"]
    allowed_cidrs      = ["0.0.0.0/0"]
    kafka_version      = "2"
    instance_type      = "m7g.large"
    brokers_per_zone   = 0
    max_storage_gb     = 50
    authentication     = { iam = false }
    monitoring_level   = "ALL"
    log_retention_days = 2
  }

  expect_failures = [
    var.platform, var.environment, var.subnet_ids, var.allowed_cidrs, var.kafka_version, var.instance_type, var.brokers_per_zone,
    var.max_storage_gb, var.authentication, var.monitoring_level, var.log_retention_days,
  ]
}

run "wrong_storage" {
  command = plan

  variables {
    storage_gb = 0
  }

  expect_failures = [var.storage_gb]
}
