locals {
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-container-service"), 0, 48), "-")

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

data "aws_region" "current" {}

resource "aws_ecs_cluster" "this" {
  count = var.cluster == null ? 1 : 0

  name = local.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }

  tags = local.tags
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/mcloud/${local.name}/tasks"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_kms_key_arn

  tags = local.tags
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.size.cpu
  memory                   = var.size.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.arm ? "ARM64" : "X86_64"
  }

  container_definitions = jsonencode([merge(
    {
      name         = "app"
      image        = var.image
      essential    = true
      portMappings = [{ containerPort = var.port, protocol = "tcp" }]
      environment  = [for name, value in var.environment_variables : { name = name, value = value }]
      secrets      = [for name, arn in var.secrets : { name = name, valueFrom = arn }]

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.this.name
          awslogs-region        = data.aws_region.current.id
          awslogs-stream-prefix = "app"
        }
      }
    },
    length(var.command) > 0 ? { command = var.command } : {},
  )])

  tags = local.tags
}

resource "aws_ecs_service" "this" {
  name            = local.name
  cluster         = var.cluster == null ? one(aws_ecs_cluster.this[*].arn) : var.cluster.arn
  task_definition = aws_ecs_task_definition.this.arn
  launch_type     = "FARGATE"
  desired_count   = max(var.scale.min, 1)

  enable_execute_command             = var.execute_command
  propagate_tags                     = "SERVICE"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  health_check_grace_period_seconds  = var.load_balancer == null ? null : 60

  # A roll-out whose tasks do not start goes back by itself.
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [aws_security_group.tasks.id]
    assign_public_ip = false
  }

  dynamic "load_balancer" {
    for_each = aws_lb_target_group.this
    content {
      target_group_arn = load_balancer.value.arn
      container_name   = "app"
      container_port   = var.port
    }
  }

  tags = local.tags

  # The autoscaler's to change.
  lifecycle {
    ignore_changes = [desired_count]
  }

  depends_on = [aws_lb_listener.https]
}

resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${regex("[^/]+$", aws_ecs_service.this.cluster)}/${aws_ecs_service.this.name}"
  min_capacity       = var.scale.min
  max_capacity       = var.scale.max

  tags = local.tags
}

resource "aws_appautoscaling_policy" "this" {
  name               = "${local.name}-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  target_tracking_scaling_policy_configuration {
    target_value = var.scale.cpu

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}
