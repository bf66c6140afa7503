provider "aws" {
  region = "us-east-1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  zone        = "shop.example"
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_route53_zone.this.name == "shop.example" && !aws_route53_zone.this.force_destroy && length(aws_route53_zone.this.vpc) == 0 && aws_route53_zone.this.comment == "Managed by mcloud"
    error_message = "A default zone is public and protected."
  }

  assert {
    condition     = length(aws_route53_record.this) + length(aws_route53_health_check.this) + length(aws_route53_hosted_zone_dnssec.this) == 0
    error_message = "It is empty and unsigned."
  }
}

run "names_and_tags" {
  command = plan

  variables {
    platform      = "store"
    environment   = "production"
    unit          = "base"
    owner         = "store-team"
    labels        = { tier = "gold" }
    health_checks = { backend = { fqdn = "a.test" } }
  }

  assert {
    condition     = aws_route53_health_check.this["backend"].tags["Name"] == "store-production-dns-backend"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition     = aws_route53_zone.this.tags == tomap({ platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold" })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    name          = "edge"
    zone          = "store.test"
    comment       = "Shop"
    vpc_ids       = { hub = "vpc-0123456789abcdef0" }
    health_checks = { backend = { fqdn = "a.test", type = "HTTPS_STR_MATCH", path = "/healthz", search_string = "ok", interval = 10, failures = 2 } }
    records = {
      app  = { name = "app", type = "A", ttl = 60, values = ["203.0.113.1"], set_identifier = "aws", weight = 70, health_check = "backend" }
      geo  = { name = "geo", type = "A", values = ["203.0.113.1"], set_identifier = "eu", geolocation = { continent = "EU" } }
      fast = { name = "fast", type = "A", values = ["203.0.113.1"], set_identifier = "east", latency_region = "us-east-1" }
      main = { name = "main", type = "A", values = ["203.0.113.1"], set_identifier = "one", failover = "PRIMARY" }
      root = { name = "", type = "A", alias = { name = "lb.test", zone_id = "Z1" } }
    }
    dnssec              = { kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555" }
    deletion_protection = false
  }

  assert {
    condition     = aws_route53_zone.this.name == "store.test" && aws_route53_zone.this.comment == "Shop" && aws_route53_zone.this.force_destroy && length(aws_route53_zone.this.vpc) == 1
    error_message = "The zone is as told."
  }

  assert {
    condition     = aws_route53_health_check.this["backend"].tags["Name"] == "edge-backend" && aws_route53_health_check.this["backend"].request_interval == 10 && aws_route53_health_check.this["backend"].search_string == "ok"
    error_message = "The check is as told."
  }

  assert {
    condition     = aws_route53_record.this["app"].weighted_routing_policy[0].weight == 70 && aws_route53_record.this["app"].name == "app.store.test" && aws_route53_record.this["geo"].geolocation_routing_policy[0].continent == "EU"
    error_message = "Weights and places reach their records."
  }

  assert {
    condition     = aws_route53_record.this["fast"].latency_routing_policy[0].region == "us-east-1" && aws_route53_record.this["main"].failover_routing_policy[0].type == "PRIMARY" && aws_route53_record.this["root"].alias[0].name == "lb.test" && aws_route53_record.this["root"].name == "store.test"
    error_message = "Latency, failover and alias reach their records."
  }

  assert {
    condition     = aws_route53_key_signing_key.this[0].key_management_service_arn == var.dnssec.kms_key_arn
    error_message = "The key signs the zone."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform      = "Shop"
    environment   = "d"
    zone          = "Shop.Example."
    health_checks = { backend = { type = "PING" } }
  }

  expect_failures = [var.platform, var.environment, var.zone, var.health_checks]
}

run "wrong_records" {
  command = plan

  variables {
    records = {
      none   = { name = "a", type = "A" }
      both   = { name = "b", type = "A", values = ["203.0.113.1"], weight = 1 }
      absent = { name = "c", type = "A", values = ["203.0.113.1"], health_check = "nowhere" }
    }
  }

  expect_failures = [var.records]
}
