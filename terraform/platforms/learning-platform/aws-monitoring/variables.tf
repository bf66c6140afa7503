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

variable "aws_region" {
  description = "AWS region of the platform."
  type        = string
  nullable    = false
}

variable "database_instance_id" {
  description = "RDS instance that is watched."
  type        = string
  nullable    = false
}

variable "cache_members" {
  description = "ElastiCache nodes that are watched."
  type        = list(string)
  nullable    = false
}

variable "vpn_connection_ids" {
  description = "VPN connections that are watched."
  type        = list(string)
  nullable    = false
}

variable "kms_key_arn" {
  description = "Key that encrypts the data."
  type        = string
  nullable    = false
}

variable "subscriptions" {
  description = "Who hears of alarms, by name: protocol (https, email, sqs or lambda) and address."
  type = map(object({
    protocol = string
    endpoint = string
  }))
  default  = {}
  nullable = false
}
