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

variable "subnet_ids" {
  description = "Private subnets of control plane and nodes, one a zone."
  type        = list(string)
  nullable    = false
}

variable "kms_key_arn" {
  description = "Key that encrypts the data."
  type        = string
  nullable    = false
}

variable "bucket_arn" {
  description = "Bucket of assets, which the backend reads and writes."
  type        = string
  nullable    = false
}

variable "secret_arns" {
  description = "Secrets that the backend reads, by name."
  type        = map(string)
  nullable    = false
}

variable "administrators" {
  description = "ARNs of the IAM principals that administer the cluster, by name."
  type        = map(string)
  nullable    = false
}

variable "instance_type" {
  description = "Machine of the nodes."
  type        = string
  nullable    = false
}

variable "nodes" {
  description = "Nodes at least and at most."
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
  description = "Machines at a reduced price that AWS may take back, at most; 0 has none."
  type        = number
  default     = 0
  nullable    = false
}

variable "kubernetes_version" {
  description = "Version of Kubernetes."
  type        = string
  default     = "1.33"
  nullable    = false
}
