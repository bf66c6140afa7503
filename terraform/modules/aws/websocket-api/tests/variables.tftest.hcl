provider "aws" {
  region = "us-east-1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  routes = {
    "$connect" = { invoke_arn = "arn:aws:apigateway:us-east-1:lambda:path/connect", function_name = "connect" }
    "$default" = { invoke_arn = "arn:aws:apigateway:us-east-1:lambda:path/prices", function_name = "prices" }
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_apigatewayv2_api.this.name == "shop-dev-websocket-api" && aws_apigatewayv2_api.this.protocol_type == "WEBSOCKET" && aws_apigatewayv2_route.this["$connect"].authorization_type == "AWS_IAM" && aws_apigatewayv2_route.this["$default"].authorization_type == "NONE"
    error_message = "A default API is named after the platform and checks who connects."
  }

  assert {
    condition     = aws_apigatewayv2_stage.this.name == "live" && aws_apigatewayv2_api.this.route_selection_expression == "$request.body.action" && length(aws_apigatewayv2_domain_name.this) == 0 && !aws_apigatewayv2_api.this.disable_execute_api_endpoint
    error_message = "It has one stage and the name it is given."
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
    condition     = aws_apigatewayv2_api.this.name == "store-production-websocket-api"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_apigatewayv2_api.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    name = "prices"
    routes = {
      "$connect"  = { invoke_arn = "arn:aws:apigateway:us-east-1:lambda:path/connect", function_name = "connect" }
      "$default"  = { invoke_arn = "arn:aws:apigateway:us-east-1:lambda:path/prices", function_name = "prices" }
      "subscribe" = { invoke_arn = "arn:aws:apigateway:us-east-1:lambda:path/subscribe", function_name = "subscribe" }
    }
    route_selection    = "$request.body.kind"
    authorizer         = { invoke_arn = "arn:aws:apigateway:us-east-1:lambda:path/check", function_name = "check" }
    stage              = "v1"
    rate_limit         = 10
    burst_limit        = 20
    domain             = { name = "live.shop.example", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1" }
    log_retention_days = 7
    kms_key_arn        = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = aws_apigatewayv2_api.this.name == "prices" && length(aws_apigatewayv2_route.this) == 3 && aws_apigatewayv2_api.this.route_selection_expression == "$request.body.kind"
    error_message = "Name, routes and selection are as told."
  }

  assert {
    condition     = aws_apigatewayv2_route.this["$connect"].authorization_type == "CUSTOM" && aws_apigatewayv2_stage.this.name == "v1" && aws_apigatewayv2_stage.this.default_route_settings[0].throttling_rate_limit == 10 && aws_apigatewayv2_stage.this.default_route_settings[0].throttling_burst_limit == 20
    error_message = "Callers, stage and limits are as told."
  }

  assert {
    condition     = aws_apigatewayv2_domain_name.this[0].domain_name == "live.shop.example" && aws_apigatewayv2_api.this.disable_execute_api_endpoint && aws_cloudwatch_log_group.this.retention_in_days == 7 && aws_cloudwatch_log_group.this.kms_key_id == var.kms_key_arn
    error_message = "Domain, record and key are as told."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform           = "Shop"
    environment        = "d"
    routes             = {}
    stage              = "a b"
    rate_limit         = 0
    burst_limit        = 0
    log_retention_days = 2
  }

  expect_failures = [
    var.platform, var.environment, var.routes, var.stage, var.rate_limit, var.burst_limit, var.log_retention_days,
  ]
}
