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
  default     = "alarms"
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
  description = "Name of the alarms; null makes it `<platform>-<environment>-alarms`."
  type        = string
  default     = null
}
variable "alarms" {
  description = "Alarms by name: the metric, or in percentile the statistic p99 and the like, and when it is too much."
  type = map(object({
    description  = optional(string)
    namespace    = string
    metric       = string
    dimensions   = optional(map(string), {})
    statistic    = optional(string, "Average")
    comparison   = optional(string, "GreaterThanThreshold")
    threshold    = number
    period       = optional(number, 300)
    periods      = optional(number, 1)
    breaching    = optional(number)
    missing_data = optional(string, "missing")
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([for alarm in values(var.alarms) :
      (contains(["Average", "Maximum", "Minimum", "SampleCount", "Sum"], alarm.statistic) || can(regex("^p[0-9]{1,2}(\\.[0-9]+)?$", alarm.statistic)))
      && contains(["GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"], alarm.comparison)
      && (contains([10, 20, 30], alarm.period) || alarm.period > 0 && alarm.period % 60 == 0)
      && alarm.periods >= 1 && contains(["missing", "ignore", "breaching", "notBreaching"], alarm.missing_data)
    ])
    error_message = "An alarm has a statistic and comparison that CloudWatch knows, a period of 10, 20, 30 or a multiple of 60 seconds, and missing_data of missing, ignore, breaching or notBreaching."
  }
}

variable "subscriptions" {
  description = "Who hears of alarms, by a name that stays the same: protocol https, email, sqs or lambda, and the address there."
  type = map(object({
    protocol = string
    endpoint = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for subscription in values(var.subscriptions) : contains(["https", "email", "email-json", "sqs", "lambda", "sms"], subscription.protocol)])
    error_message = "The protocol is https, email, email-json, sqs, lambda or sms; plain http is not used."
  }
}

variable "notify_recovery" {
  description = "Whether the end of an alarm is told too."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms_key_arn" {
  description = "Customer-managed key for the messages, which must allow cloudwatch.amazonaws.com; null encrypts none, as CloudWatch cannot use the key that SNS manages."
  type        = string
  default     = null
}
