provider "aws" {
  region = "us-east-1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  vpc_id      = "vpc-0123456789abcdef0"
  subnet_ids  = ["subnet-0a", "subnet-0b"]
  image       = "backend:1.0.0"
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_ecs_service.this.name == "shop-dev-container-service" && !aws_ecs_service.this.network_configuration[0].assign_public_ip && aws_ecs_service.this.deployment_circuit_breaker[0].rollback && length(aws_ecs_cluster.this) == 1
    error_message = "A default service is private and rolls back by itself."
  }

  assert {
    condition     = length(aws_lb.this) + length(aws_vpc_security_group_ingress_rule.groups) + length(aws_iam_role_policy.task) + length(aws_iam_role_policy.execution) == 0
    error_message = "Nobody connects and it may do nothing unless said."
  }

  assert {
    condition     = aws_ecs_task_definition.this.cpu == "512" && aws_ecs_task_definition.this.memory == "1024"
    error_message = "A default task is small."
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
    condition     = aws_ecs_service.this.name == "store-production-container-service"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_ecs_service.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    name                       = "backend"
    vpc_id                     = "vpc-0fedcba9876543210"
    subnet_ids                 = ["subnet-0a", "subnet-0b", "subnet-0c"]
    cluster                    = { arn = "arn:aws:ecs:us-east-1:123456789012:cluster/main" }
    image                      = "backend:2.0.0"
    command                    = ["serve", "--fast"]
    port                       = 9000
    arm                        = true
    size                       = { cpu = 1024, memory = 2048 }
    scale                      = { min = 3, max = 30, cpu = 60 }
    environment_variables      = { MODE = "fast" }
    secrets                    = { TOKEN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:api-AbCdEf:token::" }
    secrets_kms_key_arns       = ["arn:aws:kms:us-east-1:123456789012:key/1"]
    permissions                = [{ actions = ["s3:GetObject"], resources = ["arn:aws:s3:::shop/*"] }]
    allowed_security_group_ids = { workers = "sg-0123456789abcdef0" }
    load_balancer              = { subnet_ids = ["subnet-0d", "subnet-0e"], certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1", allowed_cidrs = ["10.0.0.0/8"], health_path = "/up", idle_seconds = 600 }
    execute_command            = true
    log_retention_days         = 7
    log_kms_key_arn            = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    deletion_protection        = false
  }

  assert {
    condition     = aws_ecs_service.this.name == "backend" && aws_ecs_service.this.cluster == var.cluster.arn && length(aws_ecs_cluster.this) == 0 && length(aws_ecs_service.this.network_configuration[0].subnets) == 3 && aws_security_group.tasks.vpc_id == "vpc-0fedcba9876543210"
    error_message = "Name, cluster and place are kept."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].image == "backend:2.0.0" && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].command == ["serve", "--fast"] && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].portMappings[0].containerPort == 9000
    error_message = "Image, command and port are as told."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environment[0].value == "fast" && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].secrets[0].name == "TOKEN" && data.aws_iam_policy_document.execution[0].statement[0].resources == toset(["arn:aws:secretsmanager:us-east-1:123456789012:secret:api-AbCdEf"]) && length(data.aws_iam_policy_document.execution[0].statement) == 2
    error_message = "Settings and secrets reach the container."
  }

  assert {
    condition     = aws_ecs_task_definition.this.cpu == "1024" && aws_ecs_task_definition.this.runtime_platform[0].cpu_architecture == "ARM64" && aws_appautoscaling_target.this.max_capacity == 30 && aws_appautoscaling_policy.this.target_tracking_scaling_policy_configuration[0].target_value == 60
    error_message = "The sizes are as told."
  }

  assert {
    condition     = length(data.aws_iam_policy_document.task[0].statement) == 2 && aws_ecs_service.this.enable_execute_command && aws_vpc_security_group_ingress_rule.groups["workers"].from_port == 9000
    error_message = "Rights, shell and connections are as told."
  }

  assert {
    condition     = aws_lb.this[0].internal && aws_lb.this[0].idle_timeout == 600 && !aws_lb.this[0].enable_deletion_protection && aws_lb_target_group.this[0].health_check[0].path == "/up" && keys(aws_vpc_security_group_ingress_rule.https) == ["10.0.0.0/8"]
    error_message = "The load balancer is as told."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 7 && aws_cloudwatch_log_group.this.kms_key_id == var.log_kms_key_arn
    error_message = "The log is as told."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform           = "Shop"
    environment        = "d"
    subnet_ids         = ["subnet-0a"]
    image              = "backend:latest"
    port               = 0
    size               = { cpu = 300, memory = 100 }
    scale              = { min = 3, max = 1 }
    permissions        = [{ actions = ["*"], resources = ["*"] }]
    load_balancer      = { subnet_ids = ["subnet-0d"], certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1", allowed_cidrs = [] }
    log_retention_days = 2
  }

  expect_failures = [
    var.platform, var.environment, var.subnet_ids, var.image, var.port, var.size, var.scale, var.permissions, var.load_balancer,
    var.log_retention_days,
  ]
}
