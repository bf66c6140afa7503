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
  description = "Network of the cluster."
  type        = string
  nullable    = false
}

variable "subnet_id" {
  description = "Subnet of the nodes."
  type        = string
  nullable    = false
}

variable "kms_key_name" {
  description = "Key that encrypts the data."
  type        = string
  nullable    = false
}

variable "backend_account" {
  description = "Service account as which the backend acts."
  type = object({
    email  = string
    member = string
    id     = string
  })
  nullable = false
}

variable "machine_type" {
  description = "Machine of the nodes."
  type        = string
  nullable    = false
}

variable "nodes" {
  description = "Nodes of the whole pool at least and at most."
  type = object({
    min = number
    max = number
  })
  nullable = false

  validation {
    condition     = var.nodes.min >= 1 && var.nodes.min <= var.nodes.max
    error_message = "nodes.min is at least 1 and at most nodes.max."
  }
}

variable "spot_nodes" {
  description = "Machines at a reduced price that Google may take back, at most; 0 has none."
  type        = number
  default     = 0
  nullable    = false
}

variable "aws_cidrs" {
  description = "Ranges of the VPC behind the VPN, from which the control plane is reached."
  type        = list(string)
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether what holds data cannot be deleted; lifted in an apply of its own."
  type        = bool
  default     = true
  nullable    = false
}
