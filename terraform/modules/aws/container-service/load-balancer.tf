resource "aws_security_group" "tasks" {
  name        = "${local.name}-tasks"
  description = "Tasks of ${local.name}"
  vpc_id      = var.vpc_id

  tags = merge(local.tags, { Name = "${local.name}-tasks" })
}

resource "aws_vpc_security_group_egress_rule" "tasks" {
  security_group_id = aws_security_group.tasks.id
  description       = "Images, secrets, and whatever the application calls"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"

  tags = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "groups" {
  for_each = var.allowed_security_group_ids

  security_group_id            = aws_security_group.tasks.id
  description                  = "From ${each.key}"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port

  tags = local.tags
}

resource "aws_vpc_security_group_ingress_rule" "balancer" {
  count = var.load_balancer == null ? 0 : 1

  security_group_id            = aws_security_group.tasks.id
  description                  = "From the load balancer"
  referenced_security_group_id = aws_security_group.balancer[0].id
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port

  tags = local.tags
}

resource "aws_security_group" "balancer" {
  count = var.load_balancer == null ? 0 : 1

  name        = "${local.name}-balancer"
  description = "Load balancer of ${local.name}"
  vpc_id      = var.vpc_id

  tags = merge(local.tags, { Name = "${local.name}-balancer" })
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  for_each = var.load_balancer == null ? toset([]) : var.load_balancer.allowed_cidrs

  security_group_id = aws_security_group.balancer[0].id
  description       = "HTTPS from ${each.key}"
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443

  tags = local.tags
}

resource "aws_vpc_security_group_egress_rule" "balancer" {
  count = var.load_balancer == null ? 0 : 1

  security_group_id            = aws_security_group.balancer[0].id
  description                  = "To the tasks"
  referenced_security_group_id = aws_security_group.tasks.id
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port

  tags = local.tags
}

resource "aws_lb" "this" {
  count = var.load_balancer == null ? 0 : 1

  # A load balancer's name has 32 characters at most.
  name                       = trimsuffix(substr(local.name, 0, 32), "-")
  load_balancer_type         = "application"
  internal                   = !var.load_balancer.public
  subnets                    = var.load_balancer.subnet_ids
  security_groups            = [aws_security_group.balancer[0].id]
  idle_timeout               = var.load_balancer.idle_seconds
  drop_invalid_header_fields = true
  enable_deletion_protection = var.deletion_protection

  tags = local.tags
}

resource "aws_lb_target_group" "this" {
  count = var.load_balancer == null ? 0 : 1

  name                 = trimsuffix(substr(local.name, 0, 32), "-")
  vpc_id               = var.vpc_id
  target_type          = "ip"
  protocol             = "HTTP"
  port                 = var.port
  deregistration_delay = 30

  health_check {
    path                = var.load_balancer.health_path
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  tags = local.tags
}

resource "aws_lb_listener" "https" {
  count = var.load_balancer == null ? 0 : 1

  load_balancer_arn = aws_lb.this[0].arn
  protocol          = "HTTPS"
  port              = 443
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = var.load_balancer.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[0].arn
  }

  tags = local.tags
}
