provider "aws" {
  region = "us-east-1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_cloudfront_distribution.this.comment == "shop-dev-cdn" && aws_cloudfront_distribution.this.viewer_certificate[0].cloudfront_default_certificate && aws_cloudfront_distribution.this.price_class == "PriceClass_100" && aws_cloudfront_distribution.this.web_acl_id == null
    error_message = "A default distribution is named after the platform."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].viewer_protocol_policy == "redirect-to-https" && length(aws_cloudfront_distribution.this.custom_error_response) == 1 && length(aws_cloudfront_distribution.this.origin) == 1 && output.bucket_protected
    error_message = "It speaks TLS and serves the bucket only, which is protected."
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
    condition     = aws_cloudfront_distribution.this.comment == "store-production-cdn"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_cloudfront_distribution.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = apply

  variables {
    name                    = "www"
    bucket_name             = "www-site"
    aliases                 = ["www.shop.example"]
    certificate_arn         = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    firewall_arn            = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/edge/1"
    single_page             = false
    apis                    = { backend = { path = "/api/*", domain = "backend.shop.example" } }
    price_class             = "PriceClass_All"
    blocked_countries       = ["KP"]
    content_security_policy = "default-src 'none'"
    deletion_protection     = false
  }

  assert {
    condition     = aws_cloudfront_distribution.this.comment == "www" && strcontains(module.bucket.name, "www-site") && aws_cloudfront_distribution.this.aliases == toset(["www.shop.example"]) && !output.bucket_protected
    error_message = "Names, bucket and protection are as told."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.viewer_certificate[0].acm_certificate_arn == var.certificate_arn && aws_cloudfront_distribution.this.viewer_certificate[0].minimum_protocol_version == "TLSv1.2_2021" && aws_cloudfront_distribution.this.web_acl_id == var.firewall_arn
    error_message = "Certificate and firewall are as told."
  }

  assert {
    condition     = length(aws_cloudfront_distribution.this.custom_error_response) == 0 && aws_cloudfront_distribution.this.ordered_cache_behavior[0].path_pattern == "/api/*" && length(aws_cloudfront_distribution.this.origin) == 2
    error_message = "Paths and unknown pages are as told."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.price_class == "PriceClass_All" && aws_cloudfront_distribution.this.restrictions[0].geo_restriction[0].locations == toset(["KP"]) && aws_cloudfront_response_headers_policy.this.security_headers_config[0].content_security_policy[0].content_security_policy == "default-src 'none'"
    error_message = "Reach, countries and headers are as told."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform          = "Shop"
    environment       = "d"
    certificate_arn   = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
    apis              = { site = { path = "api", domain = "backend.shop.example" } }
    price_class       = "PriceClass_1"
    blocked_countries = ["korea"]
  }

  expect_failures = [
    var.platform, var.environment, var.certificate_arn, var.apis, var.price_class, var.blocked_countries,
  ]
}
