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
  default     = "monitoring"
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
  description = "Name of the workspace; null makes it `<platform>-<environment>-monitoring`."
  type        = string
  default     = null
}

variable "resource_group_name" {
  description = "Resource group that holds it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._()-]{0,89}[A-Za-z0-9_()-]$", var.resource_group_name))
    error_message = "The resource group is 1 to 90 letters, digits, underscores, hyphens, periods and parentheses, no period last."
  }
}

variable "location" {
  description = "Azure region, such as eastus or westus2."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+[0-9]?$", var.location))
    error_message = "The location is the short form of a region, such as eastus or westus2."
  }
}

variable "retention_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.retention_days >= 30 && var.retention_days <= 730
    error_message = "The retention is 30 to 730 days."
  }
}

variable "daily_quota_gb" {
  description = "Gigabytes a day after which nothing more is taken in; -1 is without limit."
  type        = number
  default     = -1
  nullable    = false

  validation {
    condition     = var.daily_quota_gb == -1 || var.daily_quota_gb > 0
    error_message = "The quota is a positive number, or -1 for none."
  }
}

variable "emails" {
  description = "Addresses that are told of every alert, by name."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for address in values(var.emails) : can(regex("^[^@ ]+@[^@ ]+$", address))])
    error_message = "An address is of the form name@example.com."
  }
}

variable "webhooks" {
  description = "HTTPS addresses that are told of every alert, by name; those of pagers carry a key, so keep them out of version control."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for address in values(var.webhooks) : startswith(address, "https://")])
    error_message = "An address starts with https://."
  }
}

variable "metric_alerts" {
  description = "Alerts on metrics, by name."
  type = map(object({
    scope       = string
    namespace   = string
    metric      = string
    aggregation = optional(string, "Average")
    operator    = optional(string, "GreaterThan")
    threshold   = number
    severity    = optional(number, 2)
    frequency   = optional(string, "PT1M")
    window      = optional(string, "PT5M")
    description = optional(string, "")
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([for alert in values(var.metric_alerts) :
      contains(["Average", "Count", "Minimum", "Maximum", "Total"], alert.aggregation) &&
      contains(["Equals", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"], alert.operator) &&
      alert.severity >= 0 && alert.severity <= 4
    ])
    error_message = "Aggregation and operator are those of Azure Monitor, and the severity is 0 to 4."
  }

  validation {
    condition = alltrue([for alert in values(var.metric_alerts) :
      contains(["PT1M", "PT5M", "PT15M", "PT30M", "PT1H"], alert.frequency) &&
      contains(["PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "PT12H", "P1D"], alert.window)
    ])
    error_message = "Frequency and window are durations that Azure Monitor knows, such as PT1M and PT5M."
  }
}

variable "log_alerts" {
  description = "Alerts on queries over the workspace, by name: more than threshold rows are an alert."
  type = map(object({
    query     = string
    threshold = optional(number, 0)
    severity  = optional(number, 2)
    frequency = optional(string, "PT5M")
    window    = optional(string, "PT5M")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for alert in values(var.log_alerts) : alert.severity >= 0 && alert.severity <= 4 && can(regex("^P(T[0-9]+[MH]|[12]D)$", alert.frequency)) && can(regex("^P(T[0-9]+[MH]|[12]D)$", alert.window))])
    error_message = "The severity is 0 to 4, frequency and window are durations such as PT5M."
  }
}

variable "availability" {
  description = "HTTPS addresses that are called from several regions, by name; an alert follows when two of them fail."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for url in values(var.availability) : startswith(url, "https://")])
    error_message = "An address starts with https://."
  }
}

variable "availability_locations" {
  description = "Regions from which the addresses are called, as Application Insights names them."
  type        = list(string)
  default     = ["us-va-ash-azr", "us-ca-sjc-azr", "emea-nl-ams-azr"]
  nullable    = false

  validation {
    condition     = length(var.availability_locations) >= 2
    error_message = "At least two regions, so that one that cannot reach the address is not an outage."
  }
}

variable "deletion_protection" {
  description = "Whether a lock keeps the workspace from being deleted."
  type        = bool
  default     = true
  nullable    = false
}
