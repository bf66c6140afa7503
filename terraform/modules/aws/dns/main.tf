locals {
  name = substr(coalesce(var.name, "${var.platform}-${var.environment}-dns"), 0, 100)

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

resource "aws_route53_zone" "this" {
  name          = var.zone
  comment       = var.comment
  force_destroy = !var.deletion_protection

  dynamic "vpc" {
    for_each = var.vpc_ids
    content {
      vpc_id = vpc.value
    }
  }

  tags = local.tags
}

resource "aws_route53_health_check" "this" {
  for_each = var.health_checks

  type              = each.value.type
  fqdn              = each.value.fqdn
  ip_address        = each.value.ip_address
  port              = each.value.port
  resource_path     = each.value.type == "TCP" ? null : each.value.path
  search_string     = each.value.search_string
  request_interval  = each.value.interval
  failure_threshold = each.value.failures
  enable_sni        = startswith(each.value.type, "HTTPS")

  tags = merge(local.tags, { Name = "${local.name}-${each.key}" })
}

resource "aws_route53_record" "this" {
  for_each = var.records

  zone_id = aws_route53_zone.this.zone_id
  name    = each.value.name == "" ? var.zone : "${each.value.name}.${var.zone}"
  type    = each.value.type
  ttl     = each.value.alias == null ? each.value.ttl : null
  records = each.value.values

  set_identifier  = each.value.set_identifier
  health_check_id = each.value.health_check == null ? null : aws_route53_health_check.this[each.value.health_check].id

  dynamic "alias" {
    for_each = each.value.alias[*]
    content {
      name                   = alias.value.name
      zone_id                = alias.value.zone_id
      evaluate_target_health = alias.value.evaluate_target_health
    }
  }

  dynamic "weighted_routing_policy" {
    for_each = each.value.weight[*]
    content {
      weight = weighted_routing_policy.value
    }
  }

  dynamic "failover_routing_policy" {
    for_each = each.value.failover[*]
    content {
      type = failover_routing_policy.value
    }
  }

  dynamic "latency_routing_policy" {
    for_each = each.value.latency_region[*]
    content {
      region = latency_routing_policy.value
    }
  }

  dynamic "geolocation_routing_policy" {
    for_each = each.value.geolocation[*]
    content {
      continent = geolocation_routing_policy.value.continent
      country   = geolocation_routing_policy.value.country
    }
  }
}

resource "aws_route53_key_signing_key" "this" {
  count = var.dnssec == null ? 0 : 1

  name                       = "mcloud"
  hosted_zone_id             = aws_route53_zone.this.zone_id
  key_management_service_arn = var.dnssec.kms_key_arn
}

resource "aws_route53_hosted_zone_dnssec" "this" {
  count = var.dnssec == null ? 0 : 1

  hosted_zone_id = aws_route53_key_signing_key.this[0].hosted_zone_id
}
