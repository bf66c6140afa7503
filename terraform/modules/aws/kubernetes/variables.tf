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
  default     = "kubernetes"
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
  description = "Name of the kubernetes; null makes it `<platform>-<environment>-kubernetes`."
  type        = string
  default     = null
}

variable "kubernetes_version" {
  description = "Version of Kubernetes."
  type        = string
  default     = "1.33"
  nullable    = false

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "The version is written as 1.33."
  }
}

variable "subnet_ids" {
  description = "Ids of the private subnets of control plane and nodes, in at least two zones."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "At least two subnets, in different zones, are given."
  }
}

variable "administrators" {
  description = "ARNs of the IAM principals that administer the cluster, by a name that stays the same."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.administrators) > 0 && alltrue([for arn in values(var.administrators) : can(regex("^arn:[a-z-]+:iam::", arn))])
    error_message = "At least one administrator is given, each by the ARN of an IAM principal."
  }
}

variable "allowed_cidrs" {
  description = "Address ranges that reach the API from outside the VPC; empty keeps it private."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.allowed_cidrs : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "Each range is an IPv4 CIDR block, and none is the whole internet."
  }
}

variable "service_cidr" {
  description = "Address range of Kubernetes services, apart from those of all connected networks."
  type        = string
  default     = "172.20.0.0/16"
  nullable    = false

  validation {
    condition     = can(cidrhost(var.service_cidr, 0))
    error_message = "The range is an IPv4 CIDR block."
  }
}

variable "node_groups" {
  description = "Groups of nodes by name; the autoscaler moves between min and max."
  type = map(object({
    instance_types = optional(list(string), ["m7i.large"])
    arm            = optional(bool, false)
    spot           = optional(bool, false)
    min            = optional(number, 2)
    max            = optional(number, 6)
    disk_gb        = optional(number, 50)
    labels         = optional(map(string), {})
    taints = optional(map(object({
      value  = optional(string)
      effect = optional(string, "NO_SCHEDULE")
    })), {})
  }))
  default  = { general = {} }
  nullable = false

  validation {
    condition     = length(var.node_groups) > 0 && alltrue([for name, group in var.node_groups : can(regex("^[a-z][a-z0-9-]{0,19}$", name)) && group.min >= 0 && group.max >= max(group.min, 1) && group.disk_gb >= 20])
    error_message = "There is at least one group; each is named in 1 to 20 lower-case letters, digits and hyphens, has min <= max, and a disk of at least 20 GB."
  }

  validation {
    condition     = alltrue(flatten([for group in values(var.node_groups) : [for taint in values(group.taints) : contains(["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"], taint.effect)]]))
    error_message = "The effect of a taint is NO_SCHEDULE, NO_EXECUTE or PREFER_NO_SCHEDULE."
  }
}

variable "addon_versions" {
  description = "Versions of add-ons that are pinned, such as { coredns = \"v1.11.4-eksbuild.2\" }; the others follow what EKS recommends."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "workload_identities" {
  description = "Rights of workloads, by name: the service account that has them, as whole policies or exact statements."
  type = map(object({
    namespace       = string
    service_account = string
    policy_arns     = optional(map(string), {})
    statements = optional(list(object({
      actions   = list(string)
      resources = list(string)
    })), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue(flatten([for identity in values(var.workload_identities) : [for statement in identity.statements : !(contains(statement.actions, "*") || contains(statement.resources, "*") && anytrue([for action in statement.actions : endswith(action, ":*")]))]]))
    error_message = "A statement names its actions; all actions of a service are not allowed on all resources."
  }
}

variable "log_types" {
  description = "Logs of the control plane that are kept."
  type        = set(string)
  default     = ["api", "audit", "authenticator"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.log_types, ["api", "audit", "authenticator", "controllerManager", "scheduler"])) == 0
    error_message = "The logs are api, audit, authenticator, controllerManager and scheduler."
  }
}

variable "log_retention_days" {
  description = "Days for which the logs are kept."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "The retention is one of the numbers of days that CloudWatch Logs knows, such as 30, 90 or 365."
  }
}

variable "kms_key" {
  description = "Customer-managed key for Kubernetes secrets; null makes one for this cluster."
  type        = object({ arn = string })
  default     = null
}
