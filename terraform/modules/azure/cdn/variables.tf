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
  default     = "cdn"
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
  description = "Name of the profile; null makes it `<platform>-<environment>-cdn`."
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

variable "sku" {
  description = "Tier: Premium has managed firewall rules and private links to origins."
  type        = string
  default     = "Premium_AzureFrontDoor"
  nullable    = false

  validation {
    condition     = contains(["Standard_AzureFrontDoor", "Premium_AzureFrontDoor"], var.sku)
    error_message = "The tier is Standard_AzureFrontDoor or Premium_AzureFrontDoor."
  }
}

variable "origins" {
  description = "Who answers, by name: host, share, rank, and for Premium the private link to it."
  type = map(object({
    host     = string
    weight   = optional(number, 500)
    priority = optional(number, 1)
    private_link = optional(object({
      target_id   = string
      target_type = optional(string)
      location    = string
    }))
  }))
  nullable = false

  validation {
    condition     = length(var.origins) > 0 && alltrue([for origin in values(var.origins) : origin.weight >= 1 && origin.weight <= 1000 && origin.priority >= 1 && origin.priority <= 5])
    error_message = "There is an origin, its weight is 1 to 1000 and its priority 1 to 5."
  }

  validation {
    condition     = startswith(var.sku, "Premium") || alltrue([for origin in values(var.origins) : origin.private_link == null])
    error_message = "Private links need the Premium tier."
  }
}

variable "health_path" {
  description = "Path that is asked whether an origin lives."
  type        = string
  default     = "/healthz"
  nullable    = false

  validation {
    condition     = startswith(var.health_path, "/")
    error_message = "The path starts with a slash."
  }
}

variable "health_interval_seconds" {
  description = "Seconds between two such questions of one edge; hundreds of edges ask."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.health_interval_seconds >= 5 && var.health_interval_seconds <= 255
    error_message = "The interval is 5 to 255 s."
  }
}

variable "domains" {
  description = "Custom domains, such as www.shop.example.com."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for domain in var.domains : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$", domain))])
    error_message = "A domain is in lower case, without a dot at its end."
  }
}

variable "cache" {
  description = "Whether answers are cached at the edge, as their Cache-Control says."
  type        = bool
  default     = true
  nullable    = false
}

variable "cached_query_strings" {
  description = "How the query string counts for the cache."
  type        = string
  default     = "UseQueryString"
  nullable    = false

  validation {
    condition     = contains(["UseQueryString", "IgnoreQueryString"], var.cached_query_strings)
    error_message = "It is UseQueryString or IgnoreQueryString."
  }
}

variable "firewall_mode" {
  description = "Prevention blocks, Detection only logs."
  type        = string
  default     = "Prevention"
  nullable    = false

  validation {
    condition     = contains(["Prevention", "Detection"], var.firewall_mode)
    error_message = "The mode is Prevention or Detection."
  }
}

variable "requests_per_minute" {
  description = "Requests a minute from one address above which it is blocked."
  type        = number
  default     = 1000
  nullable    = false

  validation {
    condition     = var.requests_per_minute >= 10 && var.requests_per_minute <= 1000000
    error_message = "The limit is 10 to 1000000 requests a minute."
  }
}

variable "log_analytics_workspace_id" {
  description = "Workspace for access, health and firewall logs; null collects none."
  type        = string
  default     = null
}
