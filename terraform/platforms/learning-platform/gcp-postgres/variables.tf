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

variable "backend_account" {
  description = "Service account of the backend, which logs in by IAM."
  type = object({
    email  = string
    member = string
    id     = string
  })
  nullable = false
}

variable "tier" {
  description = "Machine type."
  type        = string
  nullable    = false
}

variable "disk_gb" {
  description = "Disk at the start; it grows by itself."
  type        = number
  default     = 100
  nullable    = false
}

variable "highly_available" {
  description = "Whether a standby in another zone takes over by itself."
  type        = bool
  default     = true
  nullable    = false
}

variable "backups" {
  description = "Daily backups that are kept."
  type        = number
  default     = 30
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether what holds data cannot be deleted; lifted in an apply of its own."
  type        = bool
  default     = true
  nullable    = false
}
