variable "platform" {
  description = "Name of the platform; the first part of every name and the value of the `platform` label."
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
  description = "Terraform root that this belongs to; the value of the `unit` label."
  type        = string
  default     = "firewall"
  nullable    = false
}

variable "owner" {
  description = "Team that answers for it; the value of the `owner` label."
  type        = string
  nullable    = false
}

variable "labels" {
  description = "Further labels, merged over the standard ones."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name" {
  description = "Name of the policy; null makes it `<platform>-<environment>-firewall`."
  type        = string
  default     = null
}

variable "type" {
  description = "CLOUD_ARMOR for backend services, or CLOUD_ARMOR_EDGE for what a cache serves."
  type        = string
  default     = "CLOUD_ARMOR"
  nullable    = false

  validation {
    condition     = contains(["CLOUD_ARMOR", "CLOUD_ARMOR_EDGE"], var.type)
    error_message = "The type is CLOUD_ARMOR or CLOUD_ARMOR_EDGE."
  }
}

variable "rule_sets" {
  description = "Google's rule sets with the sensitivity of each, 1 (sure hits) to 4 (also what is only odd), and rules to leave out by their id."
  type = map(object({
    sensitivity = optional(number, 1)
    except      = optional(list(string), [])
  }))
  default = {
    sqli-v33-stable             = {}
    xss-v33-stable              = {}
    lfi-v33-stable              = {}
    rce-v33-stable              = {}
    protocolattack-v33-stable   = {}
    scannerdetection-v33-stable = {}
  }
  nullable = false

  validation {
    condition     = alltrue([for name, set in var.rule_sets : can(regex("^[a-z0-9-]+-(stable|canary)$", name)) && contains([1, 2, 3, 4], set.sensitivity)])
    error_message = "A rule set is named like xss-v33-stable, and its sensitivity is 1 to 4."
  }
}

variable "preview" {
  description = "Whether rule sets and rate limit only log what they would refuse."
  type        = bool
  default     = false
  nullable    = false
}

variable "rate_limit" {
  description = "Requests of one client in an interval (10, 30, 60, 120, 180, 240, 300, 600, 900, 1200, 1800, 2700 or 3600 seconds), and seconds for which who exceeds it is banned; null sets no limit."
  type = object({
    requests         = optional(number, 600)
    interval_seconds = optional(number, 60)
    ban_seconds      = optional(number, 300)
  })
  default = {}

  validation {
    condition     = var.rate_limit == null || try(contains([10, 30, 60, 120, 180, 240, 300, 600, 900, 1200, 1800, 2700, 3600], var.rate_limit.interval_seconds) && var.rate_limit.requests >= 1 && var.rate_limit.ban_seconds >= 1, false)
    error_message = "The limit is a request or more in one of the intervals that Cloud Armor knows, and the ban a second or longer."
  }
}

variable "allowed_cidrs" {
  description = "Ranges that are let in before every other rule, ten to a rule; with deny_by_default nobody else is."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.allowed_cidrs : can(cidrhost(cidr, 0))])
    error_message = "Every range is a CIDR."
  }
}

variable "blocked_cidrs" {
  description = "Ranges that are kept out."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.blocked_cidrs : can(cidrhost(cidr, 0))])
    error_message = "Every range is a CIDR."
  }
}

variable "blocked_countries" {
  description = "Countries that are kept out, by their ISO 3166-1 code."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for country in var.blocked_countries : can(regex("^[A-Z]{2}$", country))])
    error_message = "A country is two capital letters."
  }
}

variable "deny_by_default" {
  description = "Whether what no rule lets in is refused."
  type        = bool
  default     = false
  nullable    = false
}

variable "adaptive_protection" {
  description = "Whether Cloud Armor learns the traffic and reports floods of the seventh layer."
  type        = bool
  default     = true
  nullable    = false
}
