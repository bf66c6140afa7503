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

variable "network_id" {
  description = "Google network, which has a peering with managed services."
  type        = string
  nullable    = false
}

variable "psa_range_name" {
  description = "Range of managed services from which the private address is taken."
  type        = string
  nullable    = false
}

variable "kms_key_name" {
  description = "Key that encrypts the data."
  type        = string
  nullable    = false
}

variable "memory_gb" {
  description = "Memory of the instance."
  type        = number
  nullable    = false
}

variable "highly_available" {
  description = "Whether a replica in another zone takes over by itself."
  type        = bool
  default     = true
  nullable    = false
}
