variable "platform" {
  description = "Name of the platform; the first part of every name."
  type        = string
  default     = "learning-platform"
  nullable    = false
}

variable "environment" {
  description = "Environment that is built: dev, staging or production."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "staging", "production"], var.environment)
    error_message = "The environment is dev, staging or production."
  }
}

variable "owner" {
  description = "Team that answers for it."
  type        = string
  nullable    = false
}

variable "project_id" {
  description = "Google project of the platform."
  type        = string
  nullable    = false
}

variable "gcp_region" {
  description = "Google region of the platform."
  type        = string
  nullable    = false
}

variable "zone" {
  description = "Zone of the platform's hosts."
  type        = string
  nullable    = false
}

variable "database_instance" {
  description = "Cloud SQL instance that is watched."
  type        = string
  nullable    = false
}

variable "emails" {
  description = "E-mail addresses that alerts go to, by name."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "notification_channels" {
  description = "Channels with a token (Slack, PagerDuty), made elsewhere."
  type        = list(string)
  default     = []
  nullable    = false
}
