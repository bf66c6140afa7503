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
  default     = "monitoring"
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
  description = "First part of the names shown; null makes it `<platform>-<environment>-monitoring`."
  type        = string
  default     = null
}

variable "emails" {
  description = "E-mail addresses that alerts go to, by a name for each."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for email in values(var.emails) : can(regex("^[^@ ]+@[^@ ]+$", email))])
    error_message = "Every value is an e-mail address."
  }
}

variable "pubsub_topics" {
  description = "Topics (projects/.../topics/...) that alerts go to, by a name for each; an automatic failover listens there."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for topic in values(var.pubsub_topics) : can(regex("^projects/[^/]+/topics/[^/]+$", topic))])
    error_message = "A topic is written projects/PROJECT/topics/NAME."
  }
}

variable "notification_channels" {
  description = "Ids of channels that are made elsewhere (projects/.../notificationChannels/...)."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "metric_alerts" {
  description = "Alerts by their last word: metric filter, comparison (COMPARISON_GT or COMPARISON_LT), threshold, seconds for which it holds, aligner and its seconds, reducer and fields to group by, severity and what to do."
  type = map(object({
    filter            = string
    comparison        = optional(string, "COMPARISON_GT")
    threshold         = number
    duration_seconds  = optional(number, 300)
    aligner           = optional(string, "ALIGN_MEAN")
    alignment_seconds = optional(number, 60)
    reducer           = optional(string)
    group_by          = optional(list(string), [])
    severity          = optional(string, "WARNING")
    runbook           = optional(string, "")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for alert in values(var.metric_alerts) : strcontains(alert.filter, "metric.type") && contains(["COMPARISON_GT", "COMPARISON_LT"], alert.comparison) && contains(["CRITICAL", "ERROR", "WARNING"], alert.severity)])
    error_message = "A filter names a metric.type, the comparison is COMPARISON_GT or COMPARISON_LT, and the severity CRITICAL, ERROR or WARNING."
  }

  validation {
    condition     = alltrue([for alert in values(var.metric_alerts) : alert.duration_seconds >= 0 && alert.duration_seconds % 60 == 0 && alert.alignment_seconds >= 60])
    error_message = "The duration is a multiple of 60 seconds, and the alignment 60 seconds or more."
  }
}

variable "promql_alerts" {
  description = "Alerts by their last word on a PromQL query over managed Prometheus: query with its comparison, seconds for which it holds, severity and what to do."
  type = map(object({
    query            = string
    duration_seconds = optional(number, 300)
    severity         = optional(string, "WARNING")
    runbook          = optional(string, "")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for alert in values(var.promql_alerts) : contains(["CRITICAL", "ERROR", "WARNING"], alert.severity) && alert.duration_seconds >= 0 && alert.duration_seconds % 30 == 0])
    error_message = "The severity is CRITICAL, ERROR or WARNING, and the duration a multiple of 30 seconds."
  }
}

variable "uptime_checks" {
  description = "Uptime checks by their last word: host, path, port, TLS, seconds between checks (60, 300, 600 or 900), seconds to wait, text that the answer has, and seconds of failure until the alert."
  type = map(object({
    host             = string
    path             = optional(string, "/")
    port             = optional(number, 443)
    tls              = optional(bool, true)
    period_seconds   = optional(number, 60)
    timeout_seconds  = optional(number, 10)
    content          = optional(string)
    duration_seconds = optional(number, 120)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for check in values(var.uptime_checks) : contains([60, 300, 600, 900], check.period_seconds) && check.timeout_seconds >= 1 && check.timeout_seconds <= 60 && check.duration_seconds % 60 == 0 && startswith(check.path, "/") && check.port >= 1 && check.port <= 65535])
    error_message = "A check runs every 60, 300, 600 or 900 seconds, waits for 1 to 60, alerts after a multiple of 60, and its path starts with a slash."
  }
}

variable "auto_close_seconds" {
  description = "Seconds without data after which an incident closes by itself."
  type        = number
  default     = 86400
  nullable    = false

  validation {
    condition     = var.auto_close_seconds >= 1800 && var.auto_close_seconds <= 604800
    error_message = "An incident closes after 1800 to 604800 seconds."
  }
}
