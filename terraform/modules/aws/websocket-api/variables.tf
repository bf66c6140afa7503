variable "platform" {
  description = "Name of the platform; the first part of every name and the value of the `platform` tag."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}$", var.platform))
    error_message = "The platform is 2 to 21 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "environment" {
  description = "Name of the environment, such as dev, staging or production."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,11}$", var.environment))
    error_message = "The environment is 2 to 12 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "unit" {
  description = "Terraform root that this belongs to; the value of the `unit` tag."
  type        = string
  default     = "websocket-api"
  nullable    = false
}

variable "owner" {
  description = "Team that answers for it; the value of the `owner` tag."
  type        = string
  nullable    = false
}

variable "labels" {
  description = "Further tags, merged over the standard ones."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name" {
  description = "Name of the API; null makes it `<platform>-<environment>-websocket-api`."
  type        = string
  default     = null
}
variable "routes" {
  description = "Functions by the route that they answer: $connect, $disconnect, $default, or a value of the selection."
  type = map(object({
    invoke_arn    = string
    function_name = string
  }))
  nullable = false

  validation {
    condition     = contains(keys(var.routes), "$connect") && contains(keys(var.routes), "$default")
    error_message = "Someone answers $connect, where callers are checked, and $default."
  }
}

variable "route_selection" {
  description = "Part of a message that names its route."
  type        = string
  default     = "$request.body.action"
  nullable    = false
}

variable "authorizer" {
  description = "Function that checks who connects, and where callers put their token; null lets in who signs with credentials of AWS."
  type = object({
    invoke_arn       = string
    function_name    = string
    identity_sources = optional(set(string), ["route.request.querystring.token"])
  })
  default = null
}

variable "stage" {
  description = "Name of the stage, the last part of the URL."
  type        = string
  default     = "live"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,128}$", var.stage))
    error_message = "The stage is named in letters, digits, hyphens and underscores."
  }
}

variable "rate_limit" {
  description = "Messages a second that are let through."
  type        = number
  default     = 500
  nullable    = false

  validation {
    condition     = var.rate_limit >= 1
    error_message = "At least one message a second is let through."
  }
}

variable "burst_limit" {
  description = "Messages at once that are let through."
  type        = number
  default     = 1000
  nullable    = false

  validation {
    condition     = var.burst_limit >= 1
    error_message = "At least one message at once is let through."
  }
}

variable "domain" {
  description = "Name of its own with its certificate of the same region; null uses the name that API Gateway gives and keeps open."
  type = object({
    name            = string
    certificate_arn = string
  })
  default = null
}

variable "log_retention_days" {
  description = "Days for which the record of connections is kept. API Gateway writes it with the role of the account's settings (aws_api_gateway_account), which the account must have."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "The retention is one of the numbers of days that CloudWatch Logs knows, such as 30, 90 or 365."
  }
}

variable "kms_key_arn" {
  description = "Customer-managed key for that record, which must allow the logs service; null uses the key that CloudWatch Logs manages."
  type        = string
  default     = null
}
