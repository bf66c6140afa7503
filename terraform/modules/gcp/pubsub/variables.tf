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
  default     = "pubsub"
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
  description = "Name of the topic; null makes it `<platform>-<environment>-pubsub`."
  type        = string
  default     = null
}

variable "retention_hours" {
  description = "Hours for which the topic keeps every message, so that a subscription can be wound back; 0 keeps none."
  type        = number
  default     = 24
  nullable    = false

  validation {
    condition     = var.retention_hours >= 0 && var.retention_hours <= 744
    error_message = "The topic keeps messages for 0 to 744 hours (31 days)."
  }
}

variable "regions" {
  description = "Regions in which messages may rest; empty leaves it to the organisation's policy."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for region in var.regions : can(regex("^[a-z]+-[a-z]+[0-9]+$", region))])
    error_message = "A region is written like us-central1."
  }
}

variable "kms_key_name" {
  description = "Customer-managed key for the messages at rest; null uses a key of Google's."
  type        = string
  default     = null
}

variable "publishers" {
  description = "IAM members that publish."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.publishers, ["allUsers", "allAuthenticatedUsers"])) == 0
    error_message = "The public does not publish."
  }
}

variable "subscriptions" {
  description = "Subscriptions by their last word: deadline of acknowledgement, retention, filter, order, exactly-once delivery, push endpoint with its service account, deliveries until the dead-letter topic, and the IAM members that pull."
  type = map(object({
    ack_deadline_seconds  = optional(number, 30)
    retention_days        = optional(number, 7)
    filter                = optional(string)
    ordered               = optional(bool, false)
    exactly_once          = optional(bool, false)
    push_endpoint         = optional(string)
    push_service_account  = optional(string)
    max_delivery_attempts = optional(number, 5)
    min_backoff_seconds   = optional(number, 10)
    max_backoff_seconds   = optional(number, 600)
    subscribers           = optional(set(string), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([for name, subscription in var.subscriptions :
      can(regex("^[a-z][a-z0-9-]{0,39}$", name)) && subscription.ack_deadline_seconds >= 10 && subscription.ack_deadline_seconds <= 600 && subscription.retention_days >= 1 && subscription.retention_days <= 31
    ])
    error_message = "A subscription is named in up to 40 lower-case letters, digits and hyphens, acknowledges within 10 to 600 seconds and keeps messages for 1 to 31 days."
  }

  validation {
    condition = alltrue([for subscription in values(var.subscriptions) :
      subscription.max_delivery_attempts >= 5 && subscription.max_delivery_attempts <= 100 && subscription.min_backoff_seconds >= 0 && subscription.max_backoff_seconds <= 600 && subscription.min_backoff_seconds <= subscription.max_backoff_seconds
    ])
    error_message = "A message is delivered 5 to 100 times, 0 to 600 seconds apart."
  }

  validation {
    condition = alltrue([for subscription in values(var.subscriptions) :
      subscription.push_endpoint == null ? subscription.push_service_account == null : (startswith(coalesce(subscription.push_endpoint, "none"), "https://") && subscription.push_service_account != null && !subscription.exactly_once)
    ])
    error_message = "A push goes to an https URL, as a service account that it names, and not exactly once."
  }
}
