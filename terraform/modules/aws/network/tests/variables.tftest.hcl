provider "aws" {
  region = "us-east-1"
}

variables {
  platform           = "shop"
  environment        = "dev"
  owner              = "platform-team"
  availability_zones = ["us-east-1a", "us-east-1b"]
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_vpc.this.cidr_block == "10.0.0.0/16" && length(aws_nat_gateway.this) == 2 && length(aws_vpc_endpoint.interface) == 0
    error_message = "A default network has one way out a zone and no endpoints that cost."
  }

  assert {
    condition     = aws_subnet.private["us-east-1a"].cidr_block == "10.0.0.0/20" && aws_subnet.public["us-east-1b"].cidr_block == "10.0.80.0/20" && aws_subnet.database["us-east-1a"].cidr_block == "10.0.128.0/20"
    error_message = "Each tier has its own blocks."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow.retention_in_days == 90 && aws_flow_log.this.traffic_type == "ALL"
    error_message = "All connections are recorded."
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
    condition     = aws_vpc.this.tags["Name"] == "store-production-network"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_cloudwatch_log_group.flow.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    name                    = "hub"
    cidr                    = "10.20.0.0/16"
    availability_zones      = ["us-east-1a", "us-east-1b", "us-east-1c"]
    nat                     = "single"
    interface_endpoints     = ["ecr.api", "logs"]
    flow_log_retention_days = 30
    log_kms_key_arn         = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = aws_vpc.this.tags["Name"] == "hub" && output.cidr == "10.20.0.0/16" && length(output.private_subnet_ids) == 3
    error_message = "Name, range and zones are kept."
  }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["us-east-1a"] && length(aws_route.nat) == 3
    error_message = "One gateway serves all zones."
  }

  assert {
    condition     = keys(aws_vpc_endpoint.interface) == ["ecr.api", "logs"] && length(aws_security_group.endpoints) == 1
    error_message = "Services get their endpoints."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow.retention_in_days == 30 && aws_cloudwatch_log_group.flow.kms_key_id == var.log_kms_key_arn
    error_message = "Retention and key reach the flow log."
  }
}

run "no_way_out" {
  command = plan

  variables {
    nat = "none"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_route.nat) == 0
    error_message = "Without gateways there are no routes to them."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform                = "Shop"
    environment             = "d"
    cidr                    = "10.0.0.0/8"
    availability_zones      = ["us-east-1a"]
    nat                     = "two"
    flow_log_retention_days = 2
  }

  expect_failures = [
    var.platform, var.environment, var.cidr, var.availability_zones, var.nat, var.flow_log_retention_days,
  ]
}
