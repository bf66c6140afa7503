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
  default     = "firewall"
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
  description = "Name of the firewall; null makes it `<platform>-<environment>-firewall`."
  type        = string
  default     = null
}

variable "scope" {
  description = "What is guarded: REGIONAL for load balancers and APIs, CLOUDFRONT for distributions (its provider's region must be us-east-1)."
  type        = string
  default     = "REGIONAL"
  nullable    = false

  validation {
    condition     = contains(["REGIONAL", "CLOUDFRONT"], var.scope)
    error_message = "The scope is REGIONAL or CLOUDFRONT."
  }
}

variable "resource_arns" {
  description = "ARNs of the load balancers and stages that it guards, by a name that stays the same; a distribution names the firewall itself."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "managed_rules" {
  description = "Rule groups of AWS in the order in which they are asked."
  type        = list(string)
  default     = ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesSQLiRuleSet"]
  nullable    = false

  validation {
    condition     = alltrue([for name in var.managed_rules : startswith(name, "AWSManagedRules")]) && length(distinct(var.managed_rules)) == length(var.managed_rules)
    error_message = "Each rule group is named once, as AWS names it: AWSManagedRules..."
  }
}

variable "count_only" {
  description = "Rule groups, of managed_rules, that count what they would block: for trying them out."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.count_only, var.managed_rules)) == 0
    error_message = "Only groups of managed_rules can count."
  }
}

variable "rate_limit" {
  description = "Requests of one address in five minutes above which it is blocked."
  type        = number
  default     = 2000
  nullable    = false

  validation {
    condition     = var.rate_limit >= 10 && var.rate_limit <= 2000000000
    error_message = "The limit is 10 or more requests."
  }
}

variable "blocked_countries" {
  description = "Countries, by their two letters, that are refused."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for country in var.blocked_countries : can(regex("^[A-Z]{2}$", country))])
    error_message = "A country is two capital letters."
  }
}

variable "allowed_cidrs" {
  description = "Address ranges that pass unasked, such as those of a partner."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.allowed_cidrs : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "Each range is an IPv4 CIDR block, and none is the whole internet."
  }
}

variable "blocked_cidrs" {
  description = "Address ranges that are refused."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.blocked_cidrs : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "Each range is an IPv4 CIDR block, and none is the whole internet."
  }
}

variable "log_retention_days" {
  description = "Days for which requests are recorded."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "The retention is one of the numbers of days that CloudWatch Logs knows, such as 30, 90 or 365."
  }
}
