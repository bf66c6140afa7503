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

variable "aws_cidrs" {
  description = "Ranges of the VPC behind the VPN, which may reach this network."
  type        = list(string)
  nullable    = false
}

variable "nodes_cidr" {
  description = "Range of the nodes."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrhost(var.nodes_cidr, 0))
    error_message = "nodes_cidr is an address range such as 10.10.0.0/16."
  }
}

variable "pods_cidr" {
  description = "Secondary range of the pods."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrhost(var.pods_cidr, 0))
    error_message = "pods_cidr is an address range such as 10.10.0.0/16."
  }
}

variable "services_cidr" {
  description = "Secondary range of the Kubernetes services."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrhost(var.services_cidr, 0))
    error_message = "services_cidr is an address range such as 10.10.0.0/16."
  }
}

variable "psa_cidr" {
  description = "Range of managed services (Cloud SQL, Memorystore)."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrhost(var.psa_cidr, 0))
    error_message = "psa_cidr is an address range such as 10.10.0.0/16."
  }
}

variable "flow_log_sampling" {
  description = "Share of the flows that is logged, 0 to 1."
  type        = number
  default     = 0.5
  nullable    = false
}
